package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// What certificates and chains have in common: nothing of them can be changed or read back.

func importSSL(data *schema.ResourceData, cloud *connection, kind cloudcontrol.SSLKind, body any) error {
	name := text(data, "name")
	var id string
	err := cloud.whileBusy("import "+name, func() (err error) {
		id, err = cloud.ImportSSL(kind, name, body)
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	certificate, err := cloud.SSLCertificate(kind, id)
	if err == nil && certificate == nil {
		return fmt.Errorf("certificate %s is not there after it was imported", id)
	}
	return err
}

// readSSL asks twice, and reads only whether it exists.
func readSSL(kind cloudcontrol.SSLKind) func(*schema.ResourceData, *connection) error {
	return func(data *schema.ResourceData, cloud *connection) error {
		certificate, err := twice(func() (*cloudcontrol.SSLCertificate, error) { return cloud.SSLCertificate(kind, data.Id()) })
		if err == nil && certificate == nil {
			data.SetId("")
		}
		return err
	}
}

// updateSSL has nothing to do: a plan accepts another description, which is never sent.
func updateSSL(*schema.ResourceData, *connection) error { return nil }

func deleteSSL(kind cloudcontrol.SSLKind) func(*schema.ResourceData, *connection) error {
	return func(data *schema.ResourceData, cloud *connection) error {
		return cloud.whileBusy("delete certificate "+data.Id(), func() error { return cloud.DeleteSSL(kind, data.Id()) })
	}
}

// importedSSL learns no certificate and no key, which the API does not return: both force replacement.
func importedSSL(kind cloudcontrol.SSLKind) *schema.ResourceImporter {
	return importable(func(data *schema.ResourceData, cloud *connection) error {
		certificate, err := cloud.SSLCertificate(kind, data.Id())
		if err != nil {
			return err
		}
		if certificate == nil {
			return fmt.Errorf("no certificate has the id %s", data.Id())
		}
		return store(data, map[string]any{
			"networkdomain": certificate.NetworkDomainID,
			"name":          certificate.Name,
			"description":   certificate.Description,
		})
	})
}
