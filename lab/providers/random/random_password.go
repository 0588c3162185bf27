package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type randomPassword struct{ drawnOnce }

var _ resource.ResourceWithImportState = randomPassword{}

type randomPasswordModel struct {
	compositionModel
	BcryptHash types.String `tfsdk:"bcrypt_hash"`
}

func (randomPassword) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_password"
}

func (randomPassword) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	attributes := compositionAttributes()
	attributes["result"] = drawnSecret()
	attributes["bcrypt_hash"] = drawnSecret()
	response.Schema = schema.Schema{Version: 3, Attributes: attributes}
}

func (randomPassword) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data randomPasswordModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	result, err := data.composition().draw()
	if err != nil {
		response.Diagnostics.AddError("cannot draw a password", err.Error())
		return
	}
	data.Result = types.StringValue(result)
	response.Diagnostics.Append(data.complete()...)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// ImportState takes the password itself.
func (randomPassword) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	data := randomPasswordModel{compositionModel: importedComposition(request.ID)}
	response.Diagnostics.Append(data.complete()...)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// complete derives what follows from the password. The id is no secret, so it cannot be the password.
func (data *randomPasswordModel) complete() (diagnostics diag.Diagnostics) {
	data.ID = types.StringValue("none")
	hash, err := hashPassword(data.Result.ValueString())
	if err != nil {
		diagnostics.AddError("cannot hash the password", err.Error())
	}
	data.BcryptHash = types.StringValue(hash)
	return diagnostics
}
