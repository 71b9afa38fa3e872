/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec: bytes <-> structure, no policy.
 *
 * Text encodings, .csv, YAML (the pack's profile of 1.2) and JSON. The csv and encoding part is
 * pure: no file, clock, allocation other than the arena given.
 */
#ifndef CODEC_CODEC_H
#define CODEC_CODEC_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/day.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/vec.h"

/* ---- encodings ---- */

typedef enum CodecEncoding {
  CODEC_UTF8,
  CODEC_GB18030, /* 2022; GB2312 and GBK are read as this */
  CODEC_UTF16LE,
  CODEC_UTF16BE
} CodecEncoding;

/* What looking at the bytes finds: a BOM decides; else UTF-16 if it looks so (NULs in every other
 * place; asked first, for such ASCII is valid UTF-8 too); else what is UTF-8 but for few bytes (one
 * bad for four good characters) is UTF-8; else GB18030. So UTF-8 does not mean that every byte is
 * good: [ret_valid] is set where it is known to be. Looks at the whole of [bytes]. [ret_bom] =
 * bytes of the BOM, 0..4. */
CodecEncoding codec_sniff_encoding(Bytes bytes, size_t *ret_bom, bool *ret_valid);
const char *codec_encoding_name(CodecEncoding encoding); /* "UTF-8", "GB18030", "UTF-16LE", ... */

/*
 * GB18030-2022 to UTF-8. Bad bytes become U+FFFD each and are counted. Single bytes 80 and FF are
 * bad; four bytes of the right form without a character are bad as one. [out] must hold
 * codec_gb18030_bound(len) bytes. Returns the bytes written.
 */
size_t codec_gb18030_bound(size_t len);
size_t codec_gb18030_to_utf8(Bytes in, char *out, size_t *ret_bad);
/* UTF-8 to GB18030; every code point but surrogates has a form (24 of private use do not come
 * back as such: gb18030.txt). out holds len * 2 + 4 bytes. */
size_t codec_utf8_to_gb18030(Str in, uint8_t *out);
/* One code point each way, for tests and tables: 0 if the bytes are bad; the length used. */
size_t codec_gb18030_decode_one(Bytes in, uint32_t *ret_code);
size_t codec_gb18030_encode_one(uint32_t code, uint8_t out[4]);

/* UTF-16 to UTF-8 (without the BOM); lone surrogates and an odd byte become U+FFFD and are
 * counted. out holds len * 2 + 4 bytes. */
size_t codec_utf16_to_utf8(Bytes in, bool big_endian, char *out, size_t *ret_bad);

/* ---- csv ---- */

/*
 * A record ends at LF, CRLF or CR outside quotes. A field that begins with '"' (blanks before it
 * allowed) is quoted; "" inside is a quote; line breaks inside belong to the value. A quote that
 * is not closed within CSV_QUOTE_MAX bytes, or before the end, makes that record (its first line
 * only) bad; reading goes on at the next line. Text behind a closing quote makes the record bad
 * too, to the end of its line. In GB18030 the split is on raw bytes: no byte of a two- or
 * four-byte character is a delimiter, quote or line break ('|' is not offered for GB18030).
 */
enum { CSV_QUOTE_MAX = 65536, CSV_COLUMNS_MAX = 1024 };

typedef struct CsvDialect {
  char delimiter; /* ',' ';' '\t' '|' */
  char quote;     /* '"' */
} CsvDialect;

/* The delimiter whose count per record is most even over the first records (at most 64 KiB). */
CsvDialect codec_csv_sniff(Bytes text, CodecEncoding encoding);

typedef struct CsvCell {
  uint32_t from; /* offset from the record's first byte */
  uint32_t len;  /* without the quotes around it */
  bool quoted;   /* was in quotes */
  bool escaped;  /* contains "" : read it by codec_csv_unquote */
} CsvCell;

typedef enum CsvState {
  CSV_RECORD,
  CSV_BAD_QUOTE,   /* never closed */
  CSV_BAD_TAIL,    /* text behind a closing quote */
  CSV_BAD_COLUMNS, /* more than CSV_COLUMNS_MAX fields */
  CSV_END
} CsvState;

typedef struct CsvRecord {
  Bytes line; /* the record's bytes without its line end; cells point into it */
  const CsvCell *cells;
  uint32_t count; /* 1 or more; a blank line has one empty cell; 0 if bad */
} CsvRecord;

/* Reads records one after another. A cursor holds no memory but its cell array, which the caller
 * gives: [cells] has CSV_COLUMNS_MAX places. */
typedef struct CsvCursor {
  Bytes text;
  size_t at; /* offset of the next record */
  CsvDialect dialect;
  CsvCell *cells;
} CsvCursor;

/* The fast one (vector instructions) and the plain one, which it is tested against. */
CsvState codec_csv_next(CsvCursor *cursor, CsvRecord *ret_record);
CsvState codec_csv_next_plain(CsvCursor *cursor, CsvRecord *ret_record);

/*
 * Cuts [text] into parts of about [part_size] bytes that begin at record boundaries as far as the
 * quotes tell (parity). Writes the offsets of the beginnings to [ret_from] (the first is 0);
 * returns how many, at most [cap]. A guess: whoever reads a part checks that the part before
 * ended where this one begins, and reads on from the real place if not.
 */
size_t
codec_csv_parts(Bytes text, CsvDialect dialect, size_t part_size, size_t *ret_from, size_t cap);

/* The value of an escaped cell: "" becomes ". Writes at most cell.len bytes to [out]. */
Bytes codec_csv_unquote(Bytes cell, uint8_t *out);

/* Writes a field, quoted where needed. */
void codec_csv_put(Buf *buf, Str value, char delimiter);

/* ---- YAML, the pack's profile ---- */

/*
 * YAML 1.2 core without anchors, aliases, tags and merge keys (each an error with its place);
 * duplicate keys are errors. Plain scalars keep their text: `yes no on off` are words. Every node
 * knows its line and column. All errors of syntax that libyaml finds are reported (it stops at
 * the first), all of the profile at once. One document; files of examples too.
 * Nodes live in the arena given; texts are copied into it.
 */
typedef enum YamlKind { YAML_NULL, YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;

typedef struct YamlNode YamlNode;
struct YamlNode {
  YamlKind kind;
  bool plain; /* scalar without quotes or block marks: may be a number, bool, null */
  bool flow;  /* stands inside { } or [ ] */
  bool block; /* literal | or folded > scalar */
  Str text;   /* scalar: its text. plain `~`, `null` and nothing are YAML_NULL with their text */
  uint32_t line;
  uint32_t column; /* of the first character of the value; 1-based, in code points */
  uint32_t text_line, text_column; /* block scalars: where the first line of text stands */
  size_t count;                    /* entries of a list or map */
  YamlNode **items;                /* list items, map values */
  YamlNode **keys;                 /* map keys (scalars), in the order of the file */
};

enum { YAML_DEPTH_MAX = 64, YAML_BYTES_MAX = 16 << 20 };

/* [file] is the name for messages. On an error [ret_root] is untouched. An empty text is an
 * empty YAML_NULL. */
MUST_USE Err codec_yaml_parse(Str file, Bytes text, Arena *arena, YamlNode **ret_root, Diag *diag);
YamlNode *codec_yaml_get(const YamlNode *map, Str key); /* NULL if absent or not a map */
Place codec_yaml_place(Str file, const YamlNode *node);
/* The source line a place points to, for carets; empty beyond the end. */
Str codec_source_line(Bytes text, uint32_t line);

/* What the tree leaves out, for who writes the text anew: comments, and where things end. */
typedef struct YamlComment {
  Str text;    /* from its '#', without blanks behind it */
  size_t from; /* offset */
  uint32_t line, column;
  bool alone;        /* nothing stands before it in its line */
  bool blank_before; /* alone, and the line before it is blank */
} YamlComment;

typedef struct YamlSpan { /* of a scalar that has any text, or of a flow collection */
  uint32_t line, column;
  size_t from, to; /* offsets; of a block scalar with its head and the blank lines behind it */
  uint32_t last_line;
  bool flow; /* a collection */
} YamlSpan;

typedef struct YamlMarks {
  YamlComment *comments;
  YamlSpan *spans;
  size_t comment_count, span_count; /* in the order of the text */
} YamlMarks;

/* [text]: one that codec_yaml_parse takes, without BOM, with LF as its only line end. */
MUST_USE Err codec_yaml_marks(Str file, Str text, Arena *arena, YamlMarks *ret_marks, Diag *diag);
/* The span of a node of the same text; NULL: it has none. */
const YamlSpan *codec_yaml_span(const YamlMarks *marks, const YamlNode *node);

/* JSON text as YAML nodes: strings are not plain, numbers, true, false are plain scalars, null is
 * YAML_NULL. Strict RFC 8259; duplicate keys are errors; places as above. */
MUST_USE Err codec_json_parse(Str file, Bytes text, Arena *arena, YamlNode **ret_root, Diag *diag);

/* ---- JSON writing ---- */

void codec_json_string(Buf *buf, Str value); /* with quotes and escapes; non-ASCII as it is */

/* ---- TSV writing: tab, CR, LF, ';' and '\' escaped as \t \r \n \; \\ (section 4.4) ---- */
void codec_tsv_put(Buf *buf, Str value);      /* plain cell; '-' for the empty text */
void codec_tsv_put_pair(Buf *buf, Str value); /* a key or value inside k=v;k=v */
Str codec_tsv_unescape(Str cell, Arena *arena);

#endif
