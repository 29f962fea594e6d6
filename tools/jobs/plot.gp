# plot.gp - Curves and a surface, as SVG.
set terminal svg size 800,600
set samples 500
set isosamples 25
plot for [k=1:12] sin(k * x) / k title sprintf("%d", k)
splot x * x - y * y, sin(x) * cos(y) with lines
