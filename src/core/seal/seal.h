/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal: the hash that a manifest names a file by (packs-and-rules.md section 5).
 *
 * SHA-256 over the SHA-256 of the file's consecutive blocks of 1 MiB, written
 * "sha256-1m:" and 64 hexadecimal digits in lower case. The last block may be shorter; an empty
 * file has no blocks. Blocks can be hashed by several threads, or while they are read, in any
 * order. Nothing is kept between calls; every function may be called from any thread.
 *
 * Only this module knows the cryptographic library; the engine is given hashing by a callback.
 * Cost: about 1.8 GB/s a core with SHA instructions (OpenSSL 3).
 */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include "base/str.h"

enum {
  SEAL_BLOCK_BYTES = 1 << 20,
  SEAL_HASH_BYTES = 32,
  SEAL_TEXT_LEN = 10 + 2 * SEAL_HASH_BYTES,
  SEAL_TEXT_MAX = SEAL_TEXT_LEN + 1
};

typedef struct SealBlock {
  uint8_t hash[SEAL_HASH_BYTES];
} SealBlock;

void seal_sha256(Bytes bytes, uint8_t out[SEAL_HASH_BYTES]);

/* How many blocks a file of [len] bytes has, and which bytes are the block [index] of it. */
size_t seal_block_count(size_t len);
Bytes seal_block_of(Bytes whole, size_t index);

/* [block] must be whole: SEAL_BLOCK_BYTES long unless it is the last of the file. */
SealBlock seal_block(Bytes block);

/* Writes the text and a NUL behind it; returns its length without the NUL. */
size_t seal_root(const SealBlock *blocks, size_t count, char out[SEAL_TEXT_MAX]);
size_t seal_bytes(Bytes whole, char out[SEAL_TEXT_MAX]); /* all of it, in this thread */

#endif
