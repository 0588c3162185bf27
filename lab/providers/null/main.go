// The stand-in of hashicorp/null 3.2.4.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

func main() {
	// protocol 5, as the published one speaks
	err := providerserver.Serve(context.Background(), newProvider, providerserver.ServeOpts{
		Address:         "registry.terraform.io/hashicorp/null",
		ProtocolVersion: 5,
	})
	if err != nil {
		log.Fatal(err)
	}
}
