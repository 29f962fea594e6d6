# groups.jq - Objects from JSON, grouped by two fields and summed up.
group_by(.city) | map({city: .[0].city, count: length, ages: (map(.age) | add),
    names: (group_by(.name) | map({name: .[0].name, n: length}) | sort_by(-.n, .name) | .[:20])})
