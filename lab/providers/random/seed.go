package main

import (
	"hash/crc64"
	"math/rand"
	"time"
)

// generator returns the same numbers for the same seed, as the `seed` argument promises. Its numbers are not secret:
// random_integer and random_shuffle are not for keys.
func generator(seed string) *rand.Rand {
	if seed == "" {
		return rand.New(rand.NewSource(time.Now().UnixNano()))
	}
	return rand.New(rand.NewSource(int64(crc64.Checksum([]byte(seed), crc64.MakeTable(crc64.ISO)))))
}
