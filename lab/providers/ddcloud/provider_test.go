package main

import "testing"

func TestTheSchemaIsValid(t *testing.T) {
	if err := newProvider().InternalValidate(); err != nil {
		t.Fatal(err)
	}
}
