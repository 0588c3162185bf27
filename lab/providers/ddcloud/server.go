package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func server() *schema.Resource {
	return withoutOperations(&schema.Resource{
		SchemaVersion: 5,
		Importer:      importable(),
		Schema: map[string]*schema.Schema{
			"name":           required(schema.TypeString),
			"description":    description(),
			"networkdomain":  replacing(required(schema.TypeString)),
			"image":          replacing(required(schema.TypeString)),
			"image_type":     oneOf(defaulting(optional(schema.TypeString), "auto"), "auto", "os", "customer"),
			"admin_password": sensitive(defaulting(optional(schema.TypeString), "")),
			"memory_gb":      optionalComputed(schema.TypeInt),
			"cpu_count":      optionalComputed(schema.TypeInt),
			"cores_per_cpu":  optionalComputed(schema.TypeInt),
			"cpu_speed":      optionalComputed(schema.TypeString),
			"dns_primary":    replacing(defaulting(optional(schema.TypeString), "")),
			"dns_secondary":  replacing(defaulting(optional(schema.TypeString), "")),
			"power_state": oneOf(defaulting(optional(schema.TypeString), "disabled"),
				"disabled", "autostart", "start", "shutdown", "shutdown-hard"),
			"primary_network_adapter":    primaryNetworkAdapter(),
			"additional_network_adapter": list(serverNetworkAdapter()),
			"disk":                       disks(),
			"tag":                        tags(),

			"os_type":              computed(schema.TypeString),
			"os_family":            computed(schema.TypeString),
			"primary_adapter_vlan": computed(schema.TypeString),
			"primary_adapter_ipv4": computed(schema.TypeString),
			"primary_adapter_ipv6": computed(schema.TypeString),
			"public_ipv4":          computed(schema.TypeString),
			"started":              computed(schema.TypeBool),
			"backup_enabled":       computed(schema.TypeBool),
			"backup_client_urls": {
				Type: schema.TypeMap, Computed: true, Elem: &schema.Schema{Type: schema.TypeString},
			},

			"os_image_id":          removed(schema.TypeString, "use image"),
			"os_image_name":        removed(schema.TypeString, "use image"),
			"customer_image_id":    removed(schema.TypeString, "use image"),
			"customer_image_name":  removed(schema.TypeString, "use image"),
			"auto_start":           defaulting(removed(schema.TypeBool, `use power_state = "start"`), false),
			"primary_adapter_type": computed(schema.TypeString),
		},
	})
}

func primaryNetworkAdapter() *schema.Schema {
	return &schema.Schema{Type: schema.TypeList, Required: true, MinItems: 1, MaxItems: 1, Elem: serverNetworkAdapter()}
}

func serverNetworkAdapter() *schema.Resource {
	return &schema.Resource{Schema: map[string]*schema.Schema{
		"id":   computed(schema.TypeString),
		"mac":  computed(schema.TypeString),
		"vlan": optionalComputed(schema.TypeString),
		"ipv4": optionalComputed(schema.TypeString),
		"ipv6": optionalComputed(schema.TypeString),
		"type": adapterType(optionalComputed(schema.TypeString)),
	}}
}

func adapterType(argument *schema.Schema) *schema.Schema {
	return oneOf(argument, "E1000", "E1000E", "ENHANCED_VMXNET2", "FLEXIBLE_PCNET32", "VMXNET3")
}
