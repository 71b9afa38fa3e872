/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dialects: what differs between the engines. Defined by bench/sql/make: one of DUCKDB, CHDB,
 * POSTGRES, SQLITE, and GB18030 where an engine reads that by itself. @PATH@ becomes the quoted
 * name of that file, @out:NAME@ that of an output, @nl@ a new line.
 */

#if defined DUCKDB
#define PROLOGUE SET threads = 2; SET preserve_insertion_order = false;
#define TEXT(c) c: 'VARCHAR'
#define DATE(c) c: 'DATE'
#define MONEY(c) c: 'DECIMAL(14,2)'
#define WHOLE(c) c: 'INTEGER'
#define SOURCE(t, path, ...) CREATE VIEW t AS SELECT * FROM read_csv(@path@, header = true, \
  auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', \
  dateformat = '%Y-%m-%d', columns = {__VA_ARGS__});
/* One statement: its parts run side by side, which takes a third less than table by table. */
#define TABLE(t, ...) , t AS MATERIALIZED (__VA_ARGS__)
#define LAST_TABLE(t, ...) __VA_ARGS__;
#define AFTER_LOAD CREATE TEMP TABLE finding AS WITH nothing AS (SELECT 1)
#define BIG BIGINT
#define DAY(d) DATE d
#define NO_TEXT(x) (x IS NULL)
#define NO_DATE(x) (x IS NULL)
#define OTHER_BIRTH(id, b) \
  CAST(substr(id, 7, 8) AS INTEGER) <> year(b) * 10000 + month(b) * 100 + day(b)
#define WRITE(f, ...) COPY (__VA_ARGS__) TO @out:f@ (FORMAT csv, DELIMITER '\t', HEADER false);
#define AFTER_REGISTRY
#define EPILOGUE

#elif defined CHDB
#define PROLOGUE
#define TEXT(c) c String
#define DATE(c) c Nullable(Date32)
#define MONEY(c) c Decimal(14, 2)
#define WHOLE(c) c Int32
#define SOURCE(t, path, ...) CREATE TABLE t (__VA_ARGS__) ENGINE = File('CSVWithNames', @path@);
#define TABLE(t, ...) CREATE TABLE t ENGINE = Memory AS __VA_ARGS__;
#define LAST_TABLE TABLE
#define BIG Int64
#define DAY(d) toDate32(d)
#define NO_TEXT(x) (x = '')
#define NO_DATE(x) (x IS NULL)
#define OTHER_BIRTH(id, b) toUInt32(substring(id, 7, 8)) <> toYYYYMMDD(b)
#define WRITE(f, ...) INSERT INTO FUNCTION file(@out:f@, 'TSV') __VA_ARGS__;
#define AFTER_LOAD
#define AFTER_REGISTRY
#define EPILOGUE

#elif defined POSTGRES
#define PROLOGUE
#define TEXT(c) c text
#define DATE(c) c date
#define MONEY(c) c numeric(14,2)
#define WHOLE(c) c integer
#define SOURCE(t, path, ...) CREATE UNLOGGED TABLE t (__VA_ARGS__); \
  @nl@COPY t FROM @path@ (FORMAT csv, HEADER true ENCODING);@nl@
#define TABLE(t, ...) CREATE UNLOGGED TABLE t AS __VA_ARGS__;
#define LAST_TABLE TABLE
#define BIG bigint
#define DAY(d) DATE d
#define NO_TEXT(x) (x IS NULL)
#define NO_DATE(x) (x IS NULL)
#define OTHER_BIRTH(id, b) CAST(substr(id, 7, 8) AS integer) <> \
  CAST(extract(year FROM b) * 10000 + extract(month FROM b) * 100 + extract(day FROM b) AS integer)
#define WRITE(f, ...) @nl@\copy (__VA_ARGS__) TO @out:f@@nl@
#define AFTER_LOAD @nl@
#define AFTER_REGISTRY ANALYZE person; ANALYZE household; ANALYZE watched;
#define EPILOGUE
#ifdef GB18030
#define ENCODING , ENCODING 'GB18030'
#else
#define ENCODING
#endif

#elif defined SQLITE
#define PROLOGUE PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; \
  PRAGMA cache_size = -400000; PRAGMA locking_mode = EXCLUSIVE;
#define TEXT(c) c TEXT
#define DATE(c) c TEXT
#define MONEY(c) c NUMERIC
#define WHOLE(c) c INTEGER
#define SOURCE(t, path, ...) CREATE TEMP TABLE t (__VA_ARGS__); \
  @nl@.import --csv --skip 1 --schema temp @path@ t@nl@
#define TABLE(t, ...) CREATE TEMP TABLE t AS __VA_ARGS__;
#define LAST_TABLE TABLE
#define BIG INTEGER
#define DAY(d) d
#define NO_TEXT(x) (x = '')
#define NO_DATE(x) (x = '')
#define OTHER_BIRTH(id, b) substr(id, 7, 8) <> replace(b, '-', '')
#define WRITE(f, ...) @nl@.mode tabs@nl@.output @out:f@@nl@__VA_ARGS__;@nl@.output@nl@
#define AFTER_LOAD
#define AFTER_REGISTRY CREATE UNIQUE INDEX temp.by_id ON person(id); \
  CREATE INDEX temp.by_name ON person(name); CREATE UNIQUE INDEX temp.by_pid ON person(pid); \
  CREATE UNIQUE INDEX temp.by_hh ON household(hh);
#define EPILOGUE
#endif

#define HOLDS(from, to, d) (from <= DAY(d) AND (NO_DATE(to) OR to > DAY(d)))
