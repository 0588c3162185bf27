package main

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func sslDomainCertificate() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createSSLDomainCertificate),
		ReadContext:   operation(readSSL(cloudcontrol.SSLDomainCertificate)),
		UpdateContext: operation(updateSSL),
		DeleteContext: operation(deleteSSL(cloudcontrol.SSLDomainCertificate)),
		Importer:      importedSSL(cloudcontrol.SSLDomainCertificate),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			// a plan accepts a change, which is then ignored, as published
			"description": optional(schema.TypeString),
			"certificate": replacing(required(schema.TypeString)),
			"private_key": sensitive(replacing(required(schema.TypeString))),
		},
	}
}

func createSSLDomainCertificate(data *schema.ResourceData, cloud *connection) error {
	return importSSL(data, cloud, cloudcontrol.SSLDomainCertificate, cloudcontrol.SSLDomainCertificateImport{
		Name:            text(data, "name"),
		Description:     text(data, "description"),
		Certificate:     text(data, "certificate"),
		Key:             text(data, "private_key"),
		NetworkDomainID: text(data, "networkdomain"),
	})
}
