package main

import (
	"encoding/pem"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"golang.org/x/crypto/pkcs12"
)

func pfxData() *schema.Resource {
	return &schema.Resource{
		ReadContext: operation(readPFX),
		Schema: map[string]*schema.Schema{
			"file":        required(schema.TypeString),
			"password":    sensitive(required(schema.TypeString)),
			"certificate": computed(schema.TypeString),
			"private_key": sensitive(computed(schema.TypeString)),
		},
	}
}

// readPFX reads a file and returns nothing of it: as published, the data source never gets an id, and so never has
// data. It only reports errors of the file.
func readPFX(data *schema.ResourceData, _ *connection) error {
	content, err := os.ReadFile(text(data, "file"))
	if err != nil {
		return err
	}
	blocks, err := pkcs12.ToPEM(content, text(data, "password"))
	if err != nil {
		return fmt.Errorf("%s: %w", text(data, "file"), err)
	}
	attributes := map[string]any{}
	for _, block := range blocks {
		argument := map[string]string{"CERTIFICATE": "certificate", "PRIVATE KEY": "private_key"}[block.Type]
		if _, filled := attributes[argument]; argument != "" && !filled {
			attributes[argument] = string(pem.EncodeToMemory(block))
		}
	}
	return store(data, attributes)
}
