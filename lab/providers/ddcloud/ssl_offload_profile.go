package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func sslOffloadProfile() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createSSLOffloadProfile),
		ReadContext:   operation(readSSLOffloadProfile),
		UpdateContext: operation(updateSSLOffloadProfile),
		DeleteContext: operation(deleteSSLOffloadProfile),
		Importer:      importable(importSSLOffloadProfile),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          required(schema.TypeString),
			"description":   optional(schema.TypeString),
			"certificate":   required(schema.TypeString),
			"chain":         required(schema.TypeString),
			"ciphers":       optionalComputed(schema.TypeString),
		},
	}
}

func createSSLOffloadProfile(data *schema.ResourceData, cloud *connection) error {
	var id string
	err := cloud.whileBusy("create SSL offload profile "+text(data, "name"), func() (err error) {
		id, err = cloud.CreateSSLOffloadProfile(cloudcontrol.SSLOffloadProfileRequest{
			Name:            text(data, "name"),
			Description:     text(data, "description"),
			Ciphers:         text(data, "ciphers"),
			CertificateID:   text(data, "certificate"),
			ChainID:         text(data, "chain"),
			NetworkDomainID: text(data, "networkdomain"),
		})
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	profile, err := cloud.SSLOffloadProfile(id)
	if err != nil {
		return err
	}
	if profile == nil {
		return fmt.Errorf("SSL offload profile %s is not there after it was created", id)
	}
	return data.Set("ciphers", profile.Ciphers)
}

// readSSLOffloadProfile asks twice and compares only the ciphers, as published.
func readSSLOffloadProfile(data *schema.ResourceData, cloud *connection) error {
	profile, err := twice(func() (*cloudcontrol.SSLOffloadProfile, error) { return cloud.SSLOffloadProfile(data.Id()) })
	if err != nil {
		return err
	}
	if profile == nil {
		data.SetId("")
		return nil
	}
	return data.Set("ciphers", profile.Ciphers)
}

func updateSSLOffloadProfile(data *schema.ResourceData, cloud *connection) error {
	profile, err := cloud.SSLOffloadProfile(data.Id())
	if err != nil {
		return err
	}
	if profile == nil {
		data.SetId("")
		return nil
	}
	request := cloudcontrol.SSLOffloadProfileRequest{
		ID:              profile.ID,
		Name:            profile.Name,
		Description:     profile.Description,
		Ciphers:         profile.Ciphers,
		CertificateID:   profile.Certificate.ID,
		ChainID:         profile.Chain.ID,
		NetworkDomainID: profile.NetworkDomainID,
	}
	for argument, field := range map[string]*string{
		"name": &request.Name, "description": &request.Description, "ciphers": &request.Ciphers,
		"certificate": &request.CertificateID, "chain": &request.ChainID,
	} {
		if changed := changedText(data, argument); changed != nil {
			*field = *changed
		}
	}
	return cloud.whileBusy("edit SSL offload profile "+profile.ID, func() error { return cloud.EditSSLOffloadProfile(request) })
}

func deleteSSLOffloadProfile(data *schema.ResourceData, cloud *connection) error {
	return cloud.whileBusy("delete SSL offload profile "+data.Id(), func() error { return cloud.DeleteSSLOffloadProfile(data.Id()) })
}

func importSSLOffloadProfile(data *schema.ResourceData, cloud *connection) error {
	profile, err := cloud.SSLOffloadProfile(data.Id())
	if err != nil {
		return err
	}
	if profile == nil {
		return fmt.Errorf("no SSL offload profile has the id %s", data.Id())
	}
	return store(data, map[string]any{
		"networkdomain": profile.NetworkDomainID,
		"name":          profile.Name,
		"description":   profile.Description,
		"ciphers":       profile.Ciphers,
		"certificate":   profile.Certificate.ID,
		"chain":         profile.Chain.ID,
	})
}
