// The stand-in of hashicorp/random 3.7.2.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

func main() {
	// protocol 5, as the published one speaks
	err := providerserver.Serve(context.Background(), newProvider, providerserver.ServeOpts{
		Address:         "registry.terraform.io/hashicorp/random",
		ProtocolVersion: 5,
	})
	if err != nil {
		log.Fatal(err)
	}
}
