package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// randomString is random_password without secrecy: its result is its id.
type randomString struct{ drawnOnce }

var _ resource.ResourceWithImportState = randomString{}

func (randomString) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_string"
}

func (randomString) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{Version: 2, Attributes: compositionAttributes()}
}

func (randomString) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data compositionModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	result, err := data.composition().draw()
	if err != nil {
		response.Diagnostics.AddError("cannot draw a string", err.Error())
		return
	}
	data.Result = types.StringValue(result)
	data.ID = data.Result
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// ImportState takes the string itself.
func (randomString) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	data := importedComposition(request.ID)
	data.ID = data.Result
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}
