package main

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

func classes(upper, lower, numeric, special characterClass) []characterClass {
	return []characterClass{upper, lower, numeric, special}
}

func TestDrawKeepsToLengthMinimaAndClasses(t *testing.T) {
	c := composition{length: 12, classes: classes(
		characterClass{upperCharacters, true, 3},
		characterClass{lowerCharacters, true, 3},
		characterClass{numericCharacters, true, 3},
		characterClass{specialCharacters, true, 3},
	)}
	for range 500 {
		drawn, err := c.draw()
		if err != nil {
			t.Fatal(err)
		}
		if len(drawn) != 12 {
			t.Fatalf("%q has %d characters, expected 12", drawn, len(drawn))
		}
		for _, class := range c.classes {
			if count := countOf(drawn, class.characters); count != 3 {
				t.Fatalf("%q has %d of %q, expected 3", drawn, count, class.characters)
			}
		}
	}
}

// A minimum counts even where its class is switched off, as published.
func TestDrawTakesTheMinimumOfAClassThatIsOff(t *testing.T) {
	c := composition{length: 20, classes: classes(
		characterClass{upperCharacters, false, 2},
		characterClass{lowerCharacters, true, 0},
		characterClass{numericCharacters, false, 0},
		characterClass{specialCharacters, false, 0},
	)}
	drawn, err := c.draw()
	if err != nil {
		t.Fatal(err)
	}
	if countOf(drawn, upperCharacters) != 2 || countOf(drawn, lowerCharacters) != 18 {
		t.Fatalf("%q: expected 2 capitals and 18 small letters", drawn)
	}
}

func TestDrawPutsTheMinimaAnywhere(t *testing.T) {
	c := composition{length: 10, classes: classes(
		characterClass{upperCharacters, false, 1},
		characterClass{lowerCharacters, true, 0},
		characterClass{numericCharacters, false, 0},
		characterClass{specialCharacters, false, 0},
	)}
	places := map[int]bool{}
	for range 1000 {
		drawn, err := c.draw()
		if err != nil {
			t.Fatal(err)
		}
		places[strings.IndexFunc(drawn, func(r rune) bool { return r >= 'A' && r <= 'Z' })] = true
	}
	if len(places) != 10 {
		t.Fatalf("the capital was at %d of 10 places", len(places))
	}
}

func TestDrawRefusesToFillFromNothing(t *testing.T) {
	c := composition{length: 1, classes: classes(characterClass{}, characterClass{}, characterClass{}, characterClass{})}
	if drawn, err := c.draw(); err == nil {
		t.Fatalf("drew %q from no characters", drawn)
	}
}

func TestHashCoversTheFirst72Bytes(t *testing.T) {
	long := strings.Repeat("x", 80)
	hash, err := hashPassword(long)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^\$2a\$10\$`).MatchString(hash) {
		t.Errorf("%q is not bcrypt of cost 10", hash)
	}
	if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(long[:72])); err != nil {
		t.Error(err)
	}
	if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(long[:71])); err == nil {
		t.Error("the hash covers fewer than 72 bytes")
	}
}

func countOf(text, characters string) (count int) {
	for _, character := range text {
		if strings.ContainsRune(characters, character) {
			count++
		}
	}
	return count
}
