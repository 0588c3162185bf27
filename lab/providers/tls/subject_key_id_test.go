package main

import (
	"bytes"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
)

// RFC 5280 section 4.2.1.2: the SHA-1 of the bits of the public key. The published provider differs only for Ed25519.
func TestSubjectKeyID(t *testing.T) {
	for algorithm, asInRFC5280 := range map[string]bool{"RSA": true, "ECDSA": true, "ED25519": false} {
		key, err := generateKey(algorithm, 2048, "P256")
		if err != nil {
			t.Fatal(err)
		}
		id, err := subjectKeyID(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		der, err := x509.MarshalPKIXPublicKey(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		var info struct {
			Algorithm pkix.AlgorithmIdentifier
			Key       asn1.BitString
		}
		if _, err := asn1.Unmarshal(der, &info); err != nil {
			t.Fatal(err)
		}
		expected := sha1.Sum(info.Key.Bytes)
		if bytes.Equal(id, expected[:]) != asInRFC5280 {
			t.Errorf("%s: subject key id %x, that of RFC 5280 %x", algorithm, id, expected)
		}
	}
}
