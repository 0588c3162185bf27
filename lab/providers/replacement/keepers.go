// Package replacement holds the rules by which a changed argument replaces a resource, where several stand-ins share them.
package replacement

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
)

// Keepers is the rule for null_resource.triggers and every random_*.keepers: a changed, added or removed value replaces
// the resource, but a null that was not there before is an update in place. (The published providers do so because
// early versions of Terraform did not store nulls: states of that time must not replace anything.)
func Keepers() planmodifier.Map { return keepers{} }

type keepers struct{}

func (keepers) Description(context.Context) string {
	return "replaces when a value changes, appears or disappears; a new null does not"
}

func (k keepers) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepers) PlanModifyMap(_ context.Context, request planmodifier.MapRequest, response *planmodifier.MapResponse) {
	creating, destroying := request.State.Raw.IsNull(), request.Plan.Raw.IsNull()
	if creating || destroying || request.PlanValue.Equal(request.StateValue) {
		return
	}
	response.RequiresReplace = keepersDiffer(request.StateValue.Elements(), request.ConfigValue.Elements())
}

func keepersDiffer(before, after map[string]attr.Value) bool {
	for key := range before {
		if _, kept := after[key]; !kept {
			return true
		}
	}
	for key, value := range after {
		old, known := before[key]
		if !known && value.IsNull() {
			continue
		}
		if !known || !value.Equal(old) {
			return true
		}
	}
	return false
}
