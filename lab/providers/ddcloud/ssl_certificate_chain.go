package main

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func sslCertificateChain() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createSSLCertificateChain),
		ReadContext:   operation(readSSL(cloudcontrol.SSLCertificateChain)),
		UpdateContext: operation(updateSSL),
		DeleteContext: operation(deleteSSL(cloudcontrol.SSLCertificateChain)),
		Importer:      importedSSL(cloudcontrol.SSLCertificateChain),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			// a plan accepts a change, which is then ignored, as published
			"description": optional(schema.TypeString),
			"chain":       replacing(required(schema.TypeString)),
		},
	}
}

func createSSLCertificateChain(data *schema.ResourceData, cloud *connection) error {
	return importSSL(data, cloud, cloudcontrol.SSLCertificateChain, cloudcontrol.SSLCertificateChainImport{
		Name:            text(data, "name"),
		Description:     text(data, "description"),
		Chain:           text(data, "chain"),
		NetworkDomainID: text(data, "networkdomain"),
	})
}
