package main

import (
	"crypto/rand"
	"errors"
	"math/big"
	mathrand "math/rand/v2"

	"golang.org/x/crypto/bcrypt"
)

const (
	upperCharacters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowerCharacters   = "abcdefghijklmnopqrstuvwxyz"
	numericCharacters = "0123456789"
	specialCharacters = "!@#$%&*()-_=+[]{}<>:?"
)

// composition describes the characters of a random string.
type composition struct {
	length  int64
	classes []characterClass
}

type characterClass struct {
	characters string
	allowed    bool
	atLeast    int64
}

// draw takes the minimum of every class first, then fills up from all allowed classes, then shuffles. A minimum counts
// even if its class is switched off.
func (c composition) draw() (string, error) {
	allowed := ""
	result := make([]byte, 0, c.length)
	for _, class := range c.classes {
		if class.allowed {
			allowed += class.characters
		}
		for range class.atLeast {
			character, err := drawCharacter(class.characters)
			if err != nil {
				return "", err
			}
			result = append(result, character)
		}
	}
	for int64(len(result)) < c.length {
		character, err := drawCharacter(allowed)
		if err != nil {
			return "", err
		}
		result = append(result, character)
	}
	if err := shuffleSecret(result); err != nil {
		return "", err
	}
	return string(result), nil
}

func drawCharacter(characters string) (byte, error) {
	if characters == "" {
		return 0, errors.New("no class of characters is switched on")
	}
	position, err := rand.Int(rand.Reader, big.NewInt(int64(len(characters))))
	if err != nil {
		return 0, err
	}
	return characters[position.Int64()], nil
}

// shuffleSecret must be as unpredictable as the characters: otherwise the positions of the minimum characters are
// known.
func shuffleSecret(characters []byte) error {
	var seed [32]byte
	if _, err := rand.Read(seed[:]); err != nil {
		return err
	}
	mathrand.New(mathrand.NewChaCha8(seed)).Shuffle(len(characters), func(i, j int) {
		characters[i], characters[j] = characters[j], characters[i]
	})
	return nil
}

// hashPassword covers the first 72 bytes: bcrypt takes no more, and the published provider truncates, too.
func hashPassword(password string) (string, error) {
	covered := []byte(password)
	hash, err := bcrypt.GenerateFromPassword(covered[:min(len(covered), 72)], bcrypt.DefaultCost)
	return string(hash), err
}
