package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// compositionModel holds the arguments that random_password and random_string have in common.
type compositionModel struct {
	ID              types.String `tfsdk:"id"`
	Keepers         types.Map    `tfsdk:"keepers"`
	Length          types.Int64  `tfsdk:"length"`
	Special         types.Bool   `tfsdk:"special"`
	Upper           types.Bool   `tfsdk:"upper"`
	Lower           types.Bool   `tfsdk:"lower"`
	Number          types.Bool   `tfsdk:"number"`
	Numeric         types.Bool   `tfsdk:"numeric"`
	MinNumeric      types.Int64  `tfsdk:"min_numeric"`
	MinUpper        types.Int64  `tfsdk:"min_upper"`
	MinLower        types.Int64  `tfsdk:"min_lower"`
	MinSpecial      types.Int64  `tfsdk:"min_special"`
	OverrideSpecial types.String `tfsdk:"override_special"`
	Result          types.String `tfsdk:"result"`
}

func compositionAttributes() map[string]schema.Attribute {
	class := schema.BoolAttribute{
		Optional:      true,
		Computed:      true,
		Default:       booldefault.StaticBool(true),
		PlanModifiers: []planmodifier.Bool{boolplanmodifier.RequiresReplace()},
	}
	minimum := schema.Int64Attribute{
		Optional:      true,
		Computed:      true,
		Default:       int64default.StaticInt64(0),
		PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
	}
	numeric := schema.BoolAttribute{
		Optional:      true,
		Computed:      true,
		PlanModifiers: []planmodifier.Bool{sameNumeric{}, boolplanmodifier.RequiresReplace()},
		Validators:    []validator.Bool{notAllFalse("special", "upper", "lower")},
	}
	number := numeric
	number.DeprecationMessage = "Use numeric instead."
	return map[string]schema.Attribute{
		"keepers": keepersAttribute(),
		"length": schema.Int64Attribute{
			Required:      true,
			PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			Validators:    lengthValidators(),
		},
		"special":     class,
		"upper":       class,
		"lower":       class,
		"number":      number,
		"numeric":     numeric,
		"min_numeric": minimum,
		"min_upper":   minimum,
		"min_lower":   minimum,
		"min_special": minimum,
		"override_special": schema.StringAttribute{
			Optional:      true,
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"result": drawnString(),
		"id":     drawnString(),
	}
}

func lengthValidators() []validator.Int64 {
	return []validator.Int64{
		int64validator.AtLeast(1),
		int64validator.AtLeastSumOf(
			path.MatchRoot("min_upper"), path.MatchRoot("min_lower"),
			path.MatchRoot("min_numeric"), path.MatchRoot("min_special"),
		),
	}
}

func (data compositionModel) composition() composition {
	special := specialCharacters
	if own := data.OverrideSpecial.ValueString(); own != "" {
		special = own
	}
	return composition{
		length: data.Length.ValueInt64(),
		classes: []characterClass{
			{upperCharacters, data.Upper.ValueBool(), data.MinUpper.ValueInt64()},
			{lowerCharacters, data.Lower.ValueBool(), data.MinLower.ValueInt64()},
			{numericCharacters, data.Numeric.ValueBool(), data.MinNumeric.ValueInt64()},
			{special, data.Special.ValueBool(), data.MinSpecial.ValueInt64()},
		},
	}
}

// importedComposition is the result of an import: the value, and the defaults for everything else.
func importedComposition(result string) compositionModel {
	yes, none := types.BoolValue(true), types.Int64Value(0)
	return compositionModel{
		Keepers: types.MapNull(types.StringType),
		Length:  types.Int64Value(int64(len(result))),
		Special: yes, Upper: yes, Lower: yes, Number: yes, Numeric: yes,
		MinNumeric: none, MinUpper: none, MinLower: none, MinSpecial: none,
		Result: types.StringValue(result),
	}
}

// sameNumeric keeps `number` and its successor `numeric` equal: the one that is set decides; both are true if neither
// is.
type sameNumeric struct{}

func (sameNumeric) Description(context.Context) string { return "keeps number and numeric equal" }

func (s sameNumeric) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

func (sameNumeric) PlanModifyBool(ctx context.Context, request planmodifier.BoolRequest, response *planmodifier.BoolResponse) {
	if !request.ConfigValue.IsNull() {
		return
	}
	planned := types.BoolValue(true)
	for _, name := range []string{"number", "numeric"} {
		var set types.Bool
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(name), &set)...)
		if !set.IsNull() {
			planned = set
		}
	}
	response.PlanValue = planned
}
