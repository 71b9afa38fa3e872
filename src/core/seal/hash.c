/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash: the block hash of seal.h on OpenSSL's EVP.
 *
 * EVP_sha256() is looked up anew in every call. That costs well under a microsecond against half
 * a millisecond for a block, so no context is carried around.
 */
#include "seal/seal.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/err.h"

static const char PREFIX[] = "sha256-1m:";

void seal_sha256(Bytes bytes, uint8_t out[SEAL_HASH_BYTES]) {
  unsigned len = 0;
  const void *input = bytes.len > 0 ? (const void *)bytes.ptr : "";
  /* SHA-256 is part of every libcrypto; without it, or without memory, there is no going on. */
  CHECK(EVP_Digest(input, bytes.len, out, &len, EVP_sha256(), NULL) == 1);
  CHECK(len == SEAL_HASH_BYTES);
}

size_t seal_block_count(size_t len) {
  return len / SEAL_BLOCK_BYTES + (len % SEAL_BLOCK_BYTES != 0);
}

Bytes seal_block_of(Bytes whole, size_t index) {
  CHECK(index < seal_block_count(whole.len));
  size_t from = index * SEAL_BLOCK_BYTES;
  size_t left = whole.len - from;
  return (Bytes){whole.ptr + from, left < SEAL_BLOCK_BYTES ? left : SEAL_BLOCK_BYTES};
}

SealBlock seal_block(Bytes block) {
  SealBlock seal;
  seal_sha256(block, seal.hash);
  return seal;
}

static size_t write_text(const uint8_t hash[SEAL_HASH_BYTES], char out[SEAL_TEXT_MAX]) {
  static const char digits[] = "0123456789abcdef";
  memcpy(out, PREFIX, sizeof PREFIX - 1);
  char *text = out + sizeof PREFIX - 1;
  for (size_t i = 0; i < SEAL_HASH_BYTES; i++) {
    text[2 * i] = digits[hash[i] >> 4];
    text[2 * i + 1] = digits[hash[i] & 15];
  }
  out[SEAL_TEXT_LEN] = '\0';
  return SEAL_TEXT_LEN;
}

_Static_assert(sizeof(SealBlock) == SEAL_HASH_BYTES, "the hashes stand side by side");

size_t seal_root(const SealBlock *blocks, size_t count, char out[SEAL_TEXT_MAX]) {
  uint8_t hash[SEAL_HASH_BYTES];
  seal_sha256((Bytes){(const uint8_t *)blocks, count * sizeof *blocks}, hash);
  return write_text(hash, out);
}

size_t seal_bytes(Bytes whole, char out[SEAL_TEXT_MAX]) {
  EVP_MD_CTX *root = EVP_MD_CTX_new();
  CHECK(root && EVP_DigestInit_ex(root, EVP_sha256(), NULL) == 1);
  size_t count = seal_block_count(whole.len);
  for (size_t i = 0; i < count; i++) {
    SealBlock block = seal_block(seal_block_of(whole, i));
    CHECK(EVP_DigestUpdate(root, block.hash, sizeof block.hash) == 1);
  }
  uint8_t hash[SEAL_HASH_BYTES];
  CHECK(EVP_DigestFinal_ex(root, hash, NULL) == 1);
  EVP_MD_CTX_free(root);
  return write_text(hash, out);
}
