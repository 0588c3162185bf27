package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ephemeralPassword draws a password that reaches no plan and no state.
type ephemeralPassword struct{}

type ephemeralPasswordModel struct {
	Length          types.Int64  `tfsdk:"length"`
	Special         types.Bool   `tfsdk:"special"`
	Upper           types.Bool   `tfsdk:"upper"`
	Lower           types.Bool   `tfsdk:"lower"`
	Numeric         types.Bool   `tfsdk:"numeric"`
	MinNumeric      types.Int64  `tfsdk:"min_numeric"`
	MinUpper        types.Int64  `tfsdk:"min_upper"`
	MinLower        types.Int64  `tfsdk:"min_lower"`
	MinSpecial      types.Int64  `tfsdk:"min_special"`
	OverrideSpecial types.String `tfsdk:"override_special"`
	Result          types.String `tfsdk:"result"`
	BcryptHash      types.String `tfsdk:"bcrypt_hash"`
}

func (ephemeralPassword) Metadata(_ context.Context, _ ephemeral.MetadataRequest, response *ephemeral.MetadataResponse) {
	response.TypeName = "random_password"
}

func (ephemeralPassword) Schema(_ context.Context, _ ephemeral.SchemaRequest, response *ephemeral.SchemaResponse) {
	class := schema.BoolAttribute{Optional: true, Computed: true}
	numeric := class
	numeric.Validators = []validator.Bool{notAllFalse("special", "upper", "lower")}
	minimum := schema.Int64Attribute{Optional: true, Computed: true}
	secret := schema.StringAttribute{Computed: true, Sensitive: true}
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"length":           schema.Int64Attribute{Required: true, Validators: lengthValidators()},
			"special":          class,
			"upper":            class,
			"lower":            class,
			"numeric":          numeric,
			"min_numeric":      minimum,
			"min_upper":        minimum,
			"min_lower":        minimum,
			"min_special":      minimum,
			"override_special": schema.StringAttribute{Optional: true},
			"result":           secret,
			"bcrypt_hash":      secret,
		},
	}
}

func (ephemeralPassword) Open(ctx context.Context, request ephemeral.OpenRequest, response *ephemeral.OpenResponse) {
	var data ephemeralPasswordModel
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	data.applyDefaults()
	result, err := compositionModel{
		Length: data.Length, Special: data.Special, Upper: data.Upper, Lower: data.Lower, Numeric: data.Numeric,
		MinNumeric: data.MinNumeric, MinUpper: data.MinUpper, MinLower: data.MinLower, MinSpecial: data.MinSpecial,
		OverrideSpecial: data.OverrideSpecial,
	}.composition().draw()
	if err != nil {
		response.Diagnostics.AddError("cannot draw a password", err.Error())
		return
	}
	hash, err := hashPassword(result)
	if err != nil {
		response.Diagnostics.AddError("cannot hash the password", err.Error())
		return
	}
	data.Result = types.StringValue(result)
	data.BcryptHash = types.StringValue(hash)
	response.Diagnostics.Append(response.Result.Set(ctx, data)...)
}

// applyDefaults is needed because the schema of an ephemeral resource knows no defaults.
func (data *ephemeralPasswordModel) applyDefaults() {
	for _, class := range []*types.Bool{&data.Special, &data.Upper, &data.Lower, &data.Numeric} {
		if class.IsNull() {
			*class = types.BoolValue(true)
		}
	}
	for _, minimum := range []*types.Int64{&data.MinNumeric, &data.MinUpper, &data.MinLower, &data.MinSpecial} {
		if minimum.IsNull() {
			*minimum = types.Int64Value(0)
		}
	}
}
