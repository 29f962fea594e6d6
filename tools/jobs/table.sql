-- table.sql - A table is built, indexed, joined, changed and vacuumed, in memory.
CREATE TABLE lines(line TEXT);
.import words.txt lines
CREATE TABLE words AS SELECT rowid AS id, substr(line, 1, instr(line, ' ') - 1) AS word FROM lines;
CREATE TABLE t AS SELECT id, word, length(word) AS n FROM words;
CREATE INDEX by_word ON t(word);
CREATE INDEX by_length ON t(n, word);
SELECT n, count(*), min(word), max(word) FROM t GROUP BY n ORDER BY n;
SELECT a.word, count(*) FROM t AS a JOIN t AS b ON a.word = b.word AND a.id < b.id
    GROUP BY a.word ORDER BY 2 DESC, 1 LIMIT 50;
DELETE FROM t WHERE id % 3 = 0;
UPDATE t SET word = upper(word) || id WHERE id % 2 = 0;
VACUUM;
SELECT group_concat(word) FROM (SELECT word FROM t WHERE n = 7 ORDER BY word LIMIT 500);
