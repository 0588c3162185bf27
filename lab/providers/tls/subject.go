package main

import (
	"context"
	"crypto/x509/pkix"
	"encoding/asn1"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// emailAddress of PKCS#9, for which pkix.Name has no field
var emailAddressOID = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}

type subjectModel struct {
	CommonName         types.String `tfsdk:"common_name"`
	Organization       types.String `tfsdk:"organization"`
	OrganizationalUnit types.String `tfsdk:"organizational_unit"`
	StreetAddress      []string     `tfsdk:"street_address"`
	Locality           types.String `tfsdk:"locality"`
	Province           types.String `tfsdk:"province"`
	Country            types.String `tfsdk:"country"`
	PostalCode         types.String `tfsdk:"postal_code"`
	SerialNumber       types.String `tfsdk:"serial_number"`
	EmailAddress       types.String `tfsdk:"email_address"`
}

// subjectBlock allows one block by a validator, not in the schema, like the published provider: the bindings depend on
// it.
func subjectBlock() schema.Block {
	name := schema.StringAttribute{Optional: true}
	return schema.ListNestedBlock{
		Validators:    []validator.List{listvalidator.SizeAtMost(1)},
		PlanModifiers: []planmodifier.List{listplanmodifier.RequiresReplace()},
		NestedObject: schema.NestedBlockObject{
			Attributes: map[string]schema.Attribute{
				"common_name":         name,
				"organization":        name,
				"organizational_unit": name,
				"street_address":      schema.ListAttribute{ElementType: types.StringType, Optional: true},
				"locality":            name,
				"province":            name,
				"country":             name,
				"postal_code":         name,
				"serial_number":       name,
				"email_address":       name,
			},
		},
	}
}

func subjectName(ctx context.Context, subjects types.List) (name pkix.Name, diagnostics diag.Diagnostics) {
	var given []subjectModel
	diagnostics = subjects.ElementsAs(ctx, &given, false)
	if len(given) == 0 {
		return name, diagnostics
	}
	subject := given[0]
	one := func(value types.String) []string {
		if value.IsNull() {
			return nil
		}
		return []string{value.ValueString()}
	}
	name = pkix.Name{
		CommonName:         subject.CommonName.ValueString(),
		SerialNumber:       subject.SerialNumber.ValueString(),
		Organization:       one(subject.Organization),
		OrganizationalUnit: one(subject.OrganizationalUnit),
		StreetAddress:      subject.StreetAddress,
		Locality:           one(subject.Locality),
		Province:           one(subject.Province),
		Country:            one(subject.Country),
		PostalCode:         one(subject.PostalCode),
	}
	if !subject.EmailAddress.IsNull() {
		name.ExtraNames = []pkix.AttributeTypeAndValue{{
			Type:  emailAddressOID,
			Value: asn1.RawValue{Tag: asn1.TagIA5String, Bytes: []byte(subject.EmailAddress.ValueString())},
		}}
	}
	return name, diagnostics
}
