/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finding: lines of the findings table, in both formats.
 */
#include "finding/finding.h"

void finding_tsv_head(bool names_case, Buf *out) {
  buf_lit(out, "household\tperson\tvillage\trule\tas_of\toutcome\ttier\tevidence\tproof\tcauses");
  buf_lit(out, names_case ? "\tcase\n" : "\n");
}

static void put_number(Buf *out, uint32_t n) {
  buf_int(out, (int64_t)n);
}

static void put_proof_tsv(const FindingProof *proof, Buf *out) {
  if (proof->row == 0) {
    buf_lit(out, "delivery:");
    codec_tsv_put_pair(out, proof->dataset);
    return;
  }
  codec_tsv_put_pair(out, proof->dataset);
  buf_char(out, ':');
  codec_tsv_put_pair(out, proof->file);
  buf_char(out, ':');
  if (proof->sheet.len > 0)
    codec_tsv_put_pair(out, proof->sheet);
  else
    buf_char(out, '-');
  buf_char(out, ':');
  put_number(out, proof->row);
}

/* The error of a rule, in the place of causes: "error division 12:7". */
static void put_error(const CelError *error, Buf *out) {
  buf_lit(out, "error ");
  buf_lit(out, cel_error_name(error->kind));
  buf_char(out, ' ');
  put_number(out, error->line);
  buf_char(out, ':');
  put_number(out, error->column);
}

/* Each cause through [put], with what is cut at the end as a count. */
static void put_causes(const Finding *finding, Buf *out, void (*put)(Buf *, Str), char separator) {
  Buf text;
  buf_init(&text, 1 << 16);
  uint32_t count = finding->causes ? finding->causes->count : 0;
  uint32_t shown = count < CEL_CAUSES_SHOWN ? count : CEL_CAUSES_SHOWN;
  for (uint32_t i = 0; i < shown; i++) {
    if (i > 0) buf_char(out, separator);
    buf_clear(&text);
    cel_cause_text(finding->causes->items[i], &text);
    put(out, buf_view(&text));
  }
  if (finding->error) {
    buf_clear(&text);
    put_error(finding->error, &text);
    put(out, buf_view(&text));
  }
  if (count > shown) {
    buf_char(out, separator);
    buf_clear(&text);
    buf_printf(&text, "+%u", count - shown);
    put(out, buf_view(&text));
  }
  buf_free(&text);
}

void finding_tsv(const Finding *finding, Buf *out) {
  const Str columns[] = {finding->household, finding->person, finding->village,
                         finding->rule->id,  finding->as_of,  finding->outcome};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
    codec_tsv_put(out, columns[i]);
    buf_char(out, '\t');
  }
  if (finding->rule->tier > 0)
    put_number(out, finding->rule->tier);
  else
    buf_char(out, '-');
  buf_char(out, '\t');
  buf_str(out, finding->evidence);
  buf_char(out, '\t');
  for (size_t i = 0; i < finding->proof_count; i++) {
    if (i > 0) buf_char(out, ';');
    put_proof_tsv(&finding->proof[i], out);
  }
  if (finding->proof_count == 0) buf_char(out, '-');
  buf_char(out, '\t');
  if ((finding->causes && finding->causes->count > 0) || finding->error)
    put_causes(finding, out, codec_tsv_put_pair, ';');
  else
    buf_char(out, '-');
  if (finding->names_case) {
    buf_char(out, '\t');
    codec_tsv_put(out, finding->of_case);
  }
  buf_char(out, '\n');
}

/* ---- NDJSON ---- */

static void json_member(Buf *out, const char *key, Str value) {
  buf_printf(out, "\"%s\":", key);
  if (value.len > 0)
    codec_json_string(out, value);
  else
    buf_lit(out, "null");
  buf_char(out, ',');
}

static void put_proof_json(const FindingProof *proof, Buf *out) {
  buf_lit(out, "{\"dataset\":");
  codec_json_string(out, proof->dataset);
  if (proof->row == 0) {
    buf_lit(out, ",\"file\":null,\"sheet\":null,\"row\":null}");
    return;
  }
  buf_lit(out, ",\"file\":");
  codec_json_string(out, proof->file);
  buf_lit(out, ",\"sheet\":");
  if (proof->sheet.len > 0)
    codec_json_string(out, proof->sheet);
  else
    buf_lit(out, "null");
  buf_printf(out, ",\"row\":%u}", proof->row);
}

void finding_json(const Finding *finding, Buf *out) {
  buf_char(out, '{');
  json_member(out, "household", finding->household);
  json_member(out, "person", finding->person);
  json_member(out, "village", finding->village);
  json_member(out, "rule", finding->rule->id);
  json_member(out, "as_of", finding->as_of);
  json_member(out, "outcome", finding->outcome);
  buf_lit(out, "\"tier\":");
  if (finding->rule->tier > 0)
    put_number(out, finding->rule->tier);
  else
    buf_lit(out, "null");
  buf_lit(out, ",\"evidence\":");
  buf_str(out, finding->evidence);
  buf_lit(out, ",\"proof\":[");
  for (size_t i = 0; i < finding->proof_count; i++) {
    if (i > 0) buf_char(out, ',');
    put_proof_json(&finding->proof[i], out);
  }
  buf_lit(out, "],\"causes\":[");
  put_causes(finding, out, codec_json_string, ',');
  buf_lit(out, "],");
  if (finding->names_case) json_member(out, "case", finding->of_case);
  buf_lit(out, "\"say\":");
  codec_json_string(out, finding->say);
  buf_lit(out, "}\n");
}

void finding_name(const Finding *finding, Buf *out) {
  buf_str(out, finding->rule->id);
  buf_char(out, '/');
  buf_str(out, finding->of_case.len > 0     ? finding->of_case
               : finding->person.len > 0    ? finding->person
               : finding->household.len > 0 ? finding->household
                                            : finding->village);
  if (finding->as_of.len > 0) {
    buf_char(out, '/');
    buf_str(out, finding->as_of);
  }
}
