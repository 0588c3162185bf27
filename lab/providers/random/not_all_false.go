package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// notAllFalse refuses a string without any class of characters. One class that is not set counts as true, since true
// is its default.
func notAllFalse(others ...string) validator.Bool { return allFalseRefused{others} }

type allFalseRefused struct{ others []string }

func (v allFalseRefused) Description(context.Context) string {
	return fmt.Sprintf("must not be false together with %s", strings.Join(v.others, ", "))
}

func (v allFalseRefused) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v allFalseRefused) ValidateBool(ctx context.Context, request validator.BoolRequest, response *validator.BoolResponse) {
	if isNotFalse(request.ConfigValue) {
		return
	}
	for _, other := range v.others {
		var value types.Bool
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(other), &value)...)
		if response.Diagnostics.HasError() || isNotFalse(value) {
			return
		}
	}
	response.Diagnostics.AddAttributeError(request.Path, "Invalid Attribute Combination",
		fmt.Sprintf("%s and %s are all false: at least one must be true", request.Path, strings.Join(v.others, ", ")))
}

func isNotFalse(value types.Bool) bool {
	return value.IsNull() || value.IsUnknown() || value.ValueBool()
}
