package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func storageController() *schema.Resource {
	return withoutOperations(&schema.Resource{
		SchemaVersion: 1,
		Importer:      importable(),
		Schema: map[string]*schema.Schema{
			"server":          replacing(required(schema.TypeString)),
			"scsi_bus_number": replacing(required(schema.TypeInt)),
			"adapter_type":    replacing(defaulting(optional(schema.TypeString), "LSI_LOGIC_PARALLEL")),
			"disk":            disks(),
		},
	})
}
