// The stand-in of DimensionDataResearch/ddcloud 3.0.6.
package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/plugin"

func main() {
	plugin.Serve(&plugin.ServeOpts{
		ProviderFunc: newProvider,
		ProviderAddr: "registry.terraform.io/dimensiondataresearch/ddcloud",
	})
}
