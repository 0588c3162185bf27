package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"

	"golang.org/x/crypto/ssh"
)

var algorithms = []string{"RSA", "ECDSA", "ED25519"}

var curves = map[string]elliptic.Curve{
	"P224": elliptic.P224(), "P256": elliptic.P256(), "P384": elliptic.P384(), "P521": elliptic.P521(),
}

func generateKey(algorithm string, rsaBits int64, curve string) (crypto.Signer, error) {
	switch algorithm {
	case "RSA":
		return rsa.GenerateKey(rand.Reader, int(rsaBits))
	case "ECDSA":
		return ecdsa.GenerateKey(curves[curve], rand.Reader)
	case "ED25519":
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	}
	return nil, fmt.Errorf("unknown algorithm %q", algorithm)
}

// parseKeyPEM reads PKCS#1, SEC 1 and PKCS#8. It refuses an OpenSSH key, which cannot be a certificate's key.
func parseKeyPEM(text string) (key crypto.Signer, algorithm string, err error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, "", errors.New("found no PEM block")
	}
	var parsed any
	switch block.Type {
	case "RSA PRIVATE KEY":
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		parsed, err = x509.ParseECPrivateKey(block.Bytes)
	case "PRIVATE KEY":
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	default:
		err = fmt.Errorf("PEM type %q is not a private key that can sign a certificate; expected RSA PRIVATE KEY, EC PRIVATE KEY or PRIVATE KEY", block.Type)
	}
	if err != nil {
		return nil, "", err
	}
	return signerOf(parsed)
}

func parseKeyOpenSSH(text string) (key crypto.Signer, algorithm string, err error) {
	parsed, err := ssh.ParseRawPrivateKey([]byte(text))
	if err != nil {
		return nil, "", err
	}
	return signerOf(parsed)
}

func signerOf(parsed any) (crypto.Signer, string, error) {
	switch key := parsed.(type) {
	case *rsa.PrivateKey:
		return key, "RSA", nil
	case *ecdsa.PrivateKey:
		return key, "ECDSA", nil
	case ed25519.PrivateKey:
		return key, "ED25519", nil
	case *ed25519.PrivateKey:
		return *key, "ED25519", nil
	}
	return nil, "", fmt.Errorf("a key of type %T is not RSA, ECDSA or ED25519", parsed)
}

// privateForms are the encodings of a private key; each ends in a newline.
type privateForms struct{ pem, pkcs8, openssh string }

func encodePrivate(key crypto.Signer) (forms privateForms, err error) {
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return forms, err
	}
	forms.pkcs8 = encodePEM("PRIVATE KEY", pkcs8)
	switch key := key.(type) {
	case *rsa.PrivateKey:
		forms.pem = encodePEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	case *ecdsa.PrivateKey:
		der, err := x509.MarshalECPrivateKey(key)
		if err != nil {
			return forms, err
		}
		forms.pem = encodePEM("EC PRIVATE KEY", der)
	default:
		// Ed25519 has no older format of its own
		forms.pem = forms.pkcs8
	}
	if !knownToOpenSSH(key.Public()) {
		return forms, nil
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		return forms, err
	}
	forms.openssh = string(pem.EncodeToMemory(block))
	return forms, nil
}

// publicForms are the encodings of a public key; the texts end in a newline, the fingerprints do not.
type publicForms struct{ id, pem, openssh, md5, sha256 string }

func encodePublic(key crypto.PublicKey) (forms publicForms, err error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return forms, err
	}
	digest := sha1.Sum(der)
	forms.id = hex.EncodeToString(digest[:])
	forms.pem = encodePEM("PUBLIC KEY", der)
	if !knownToOpenSSH(key) {
		return forms, nil
	}
	public, err := ssh.NewPublicKey(key)
	if err != nil {
		return forms, err
	}
	forms.openssh = string(ssh.MarshalAuthorizedKey(public))
	forms.md5 = ssh.FingerprintLegacyMD5(public)
	forms.sha256 = ssh.FingerprintSHA256(public)
	return forms, nil
}

// knownToOpenSSH is false for P-224: SSH has no name for that curve, so its OpenSSH fields are empty.
func knownToOpenSSH(key crypto.PublicKey) bool {
	ec, isEC := key.(*ecdsa.PublicKey)
	return !isEC || ec.Curve != elliptic.P224()
}

func encodePEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// decodePEM takes the first block and refuses any other type.
func decodePEM(kind, text string) ([]byte, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, fmt.Errorf("found no PEM block, expected one of type %q", kind)
	}
	if block.Type != kind {
		return nil, fmt.Errorf("expected a PEM block of type %q, got %q", kind, block.Type)
	}
	return block.Bytes, nil
}
