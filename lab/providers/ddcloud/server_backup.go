package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func serverBackup() *schema.Resource {
	return withoutOperations(&schema.Resource{
		SchemaVersion: 1,
		Schema: map[string]*schema.Schema{
			"server":       replacing(required(schema.TypeString)),
			"service_plan": oneOf(required(schema.TypeString), "Essentials", "Advanced", "Enterprise"),
			"asset_id":     computed(schema.TypeString),
			"client":       list(backupClient()),
		},
	})
}

func backupClient() *schema.Resource {
	alert := list(&schema.Resource{Schema: map[string]*schema.Schema{
		// the published validator refuses ON_FAILURE by mistake: so does this one
		"trigger": oneOf(optional(schema.TypeString), "ON_SUCCESS", "ON_SUCCESS_OR_FAILURE"),
		"emails":  {Type: schema.TypeList, Optional: true, Elem: &schema.Schema{Type: schema.TypeString}},
	}})
	alert.MaxItems = 1
	return &schema.Resource{Schema: map[string]*schema.Schema{
		"id":              computed(schema.TypeString),
		"type":            required(schema.TypeString),
		"description":     computed(schema.TypeString),
		"storage_policy":  required(schema.TypeString),
		"schedule_policy": required(schema.TypeString),
		"download_url":    computed(schema.TypeString),
		"status":          computed(schema.TypeString),
		"alert":           alert,
	}}
}
