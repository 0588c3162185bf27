package main

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// now is a variable so that tests can set the time.
var now = time.Now

// attributeReader is a state or a plan.
type attributeReader interface {
	GetAttribute(ctx context.Context, path path.Path, target any) diag.Diagnostics
}

// readRenewal marks a certificate that is within early_renewal_hours of its end.
func readRenewal(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	due, diagnostics := renewalDue(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	if due {
		response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root("ready_for_renewal"), true)...)
	}
}

// planRenewal replaces a certificate that is due. It checks itself, because a read cannot have found all of them: this
// plan may raise early_renewal_hours, and a plan need not refresh.
func planRenewal(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	if request.Plan.Raw.IsNull() {
		return
	}
	due, diagnostics := renewalDue(ctx, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	if due {
		ready := path.Root("ready_for_renewal")
		response.Diagnostics.Append(response.Plan.SetAttribute(ctx, ready, types.BoolUnknown())...)
		response.RequiresReplace = append(response.RequiresReplace, ready)
	}
}

func renewalDue(ctx context.Context, from attributeReader) (due bool, diagnostics diag.Diagnostics) {
	var end types.String
	var early types.Int64
	diagnostics.Append(from.GetAttribute(ctx, path.Root("validity_end_time"), &end)...)
	diagnostics.Append(from.GetAttribute(ctx, path.Root("early_renewal_hours"), &early)...)
	if diagnostics.HasError() || end.IsNull() || end.IsUnknown() || early.IsUnknown() {
		return false, diagnostics
	}
	expiry, err := time.Parse(time.RFC3339, end.ValueString())
	if err != nil {
		diagnostics.AddAttributeError(path.Root("validity_end_time"), "cannot read the end of validity", err.Error())
		return false, diagnostics
	}
	renewal := expiry.Add(-time.Duration(early.ValueInt64()) * time.Hour)
	return !now().Before(renewal), diagnostics
}
