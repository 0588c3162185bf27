package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// certificateModel holds what a self-signed and a locally signed certificate have in common.
type certificateModel struct {
	ID                  types.String `tfsdk:"id"`
	AllowedUses         types.List   `tfsdk:"allowed_uses"`
	ValidityPeriodHours types.Int64  `tfsdk:"validity_period_hours"`
	EarlyRenewalHours   types.Int64  `tfsdk:"early_renewal_hours"`
	IsCACertificate     types.Bool   `tfsdk:"is_ca_certificate"`
	SetSubjectKeyID     types.Bool   `tfsdk:"set_subject_key_id"`
	CertPEM             types.String `tfsdk:"cert_pem"`
	ReadyForRenewal     types.Bool   `tfsdk:"ready_for_renewal"`
	ValidityStartTime   types.String `tfsdk:"validity_start_time"`
	ValidityEndTime     types.String `tfsdk:"validity_end_time"`
}

func certificateAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"allowed_uses": schema.ListAttribute{
			ElementType:   types.StringType,
			Required:      true,
			PlanModifiers: []planmodifier.List{listplanmodifier.RequiresReplace()},
			Validators:    []validator.List{listvalidator.ValueStringsAre(stringvalidator.OneOf(allowedUseNames()...))},
		},
		"validity_period_hours": schema.Int64Attribute{
			Required:      true,
			PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			Validators:    []validator.Int64{int64validator.AtLeast(0)},
		},
		// the one argument that is updated in place
		"early_renewal_hours": schema.Int64Attribute{
			Optional:   true,
			Computed:   true,
			Default:    int64default.StaticInt64(0),
			Validators: []validator.Int64{int64validator.AtLeast(0)},
		},
		"is_ca_certificate":   switchedOff(),
		"set_subject_key_id":  switchedOff(),
		"ready_for_renewal":   schema.BoolAttribute{Computed: true, Default: booldefault.StaticBool(false)},
		"cert_pem":            issued(),
		"validity_start_time": issued(),
		"validity_end_time":   issued(),
		"id":                  issued(),
	}
}

func switchedOff() schema.BoolAttribute {
	return schema.BoolAttribute{
		Optional:      true,
		Computed:      true,
		Default:       booldefault.StaticBool(false),
		PlanModifiers: []planmodifier.Bool{boolplanmodifier.RequiresReplace()},
	}
}

// signing is the input of one certificate: the issuer is the template itself if it is self-signed.
type signing struct {
	template, issuer  *x509.Certificate
	public            crypto.PublicKey
	signer            crypto.Signer
	setAuthorityKeyID bool
}

func (data *certificateModel) issue(ctx context.Context, s signing) (diagnostics diag.Diagnostics) {
	var uses []string
	diagnostics.Append(data.AllowedUses.ElementsAs(ctx, &uses, false)...)
	if diagnostics.HasError() {
		return diagnostics
	}
	if err := data.complete(s, uses); err != nil {
		diagnostics.AddError("cannot issue the certificate", err.Error())
		return diagnostics
	}
	der, err := x509.CreateCertificate(rand.Reader, s.template, s.issuer, s.public, s.signer)
	if err != nil {
		diagnostics.AddError("cannot issue the certificate", err.Error())
		return diagnostics
	}
	data.ID = types.StringValue(s.template.SerialNumber.String())
	data.CertPEM = types.StringValue(encodePEM("CERTIFICATE", der))
	data.ValidityStartTime = types.StringValue(s.template.NotBefore.Format(time.RFC3339Nano))
	data.ValidityEndTime = types.StringValue(s.template.NotAfter.Format(time.RFC3339Nano))
	return diagnostics
}

func (data *certificateModel) complete(s signing, uses []string) (err error) {
	template := s.template
	template.BasicConstraintsValid = true
	template.NotBefore = now()
	template.NotAfter = template.NotBefore.Add(time.Duration(data.ValidityPeriodHours.ValueInt64()) * time.Hour)
	allowUses(template, uses)
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128)); err != nil {
		return err
	}
	if data.IsCACertificate.ValueBool() {
		// RFC 5280 section 4.1.2.6
		if reflect.DeepEqual(template.Subject, pkix.Name{}) {
			return errors.New("a certificate authority needs a subject with at least one name")
		}
		template.IsCA = true
	}
	if template.IsCA || data.SetSubjectKeyID.ValueBool() {
		if template.SubjectKeyId, err = subjectKeyID(s.public); err != nil {
			return err
		}
	}
	if s.setAuthorityKeyID {
		if len(s.issuer.SubjectKeyId) == 0 {
			return errors.New("set_authority_key_id needs an issuer that has a subject key id")
		}
		template.AuthorityKeyId = s.issuer.SubjectKeyId
	}
	return nil
}

// subjectKeyID is the SHA-1 of the key's bits as the published provider takes them: those of an Ed25519 key are wrapped
// in an ASN.1 octet string, unlike in RFC 5280.
func subjectKeyID(public crypto.PublicKey) (id []byte, err error) {
	var bits []byte
	switch key := public.(type) {
	case *rsa.PublicKey:
		bits = x509.MarshalPKCS1PublicKey(key)
	case *ecdsa.PublicKey:
		bits, err = key.Bytes()
	case ed25519.PublicKey:
		bits, err = asn1.Marshal([]byte(key))
	default:
		err = fmt.Errorf("a key of type %T has no subject key id here", public)
	}
	digest := sha1.Sum(bits)
	return digest[:], err
}
