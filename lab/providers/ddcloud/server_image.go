package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// Values of image_type.
const (
	autoImage     = "auto"
	osImage       = "os"
	customerImage = "customer"
)

// a substring match, as published
var uuid = regexp.MustCompile(`[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}`)

// resolveImage takes an id, or an exact name in the data centre; the platform's images come before the customer's.
func resolveImage(cloud *connection, nameOrID, kind, datacenterID string) (*cloudcontrol.Image, error) {
	if kind != customerImage {
		image, err := lookUp(nameOrID, datacenterID, cloud.OSImage, cloud.FindOSImage)
		if err != nil || image != nil {
			return image, err
		}
	}
	if kind != osImage {
		image, err := lookUp(nameOrID, datacenterID, cloud.CustomerImage, cloud.FindCustomerImage)
		if err != nil || image != nil {
			return image, err
		}
	}
	return nil, fmt.Errorf("no image (image_type %s) in data centre %s is called '%s' or has that id", kind, datacenterID, nameOrID)
}

func lookUp(
	nameOrID, datacenterID string,
	byID func(string) (*cloudcontrol.Image, error),
	byName func(name, datacenterID string) (*cloudcontrol.Image, error),
) (*cloudcontrol.Image, error) {
	if uuid.MatchString(nameOrID) {
		return byID(nameOrID)
	}
	return byName(nameOrID, datacenterID)
}

// checkAdminPassword is the provider's own rule, checked before any request.
func checkAdminPassword(password string, image *cloudcontrol.Image) error {
	system := image.Guest.OperatingSystem
	switch {
	case !image.OfCustomer:
		if !isGoodPassword(password) {
			return fmt.Errorf("admin_password is missing or too simple for image '%s': at least 8 characters "+
				"with a digit, a capital, a letter and a punctuation mark or symbol are expected", image.Name)
		}
	case system.Family == "UNIX" && password != "":
		return fmt.Errorf("admin_password is set, but a customer image of Linux such as '%s' takes none", image.Name)
	case needsPassword(system) && !isGoodPassword(password):
		return fmt.Errorf("admin_password is missing or too simple for the %s image '%s'", system.ID, image.Name)
	}
	return nil
}

func needsPassword(system cloudcontrol.OperatingSystem) bool {
	return system.Family == "WINDOWS" && (strings.HasPrefix(system.ID, "WIN2008") || strings.HasPrefix(system.ID, "WIN2012"))
}

func isGoodPassword(password string) bool {
	var digit, capital, letter, special bool
	for _, character := range password {
		switch {
		case unicode.IsDigit(character):
			digit = true
		case unicode.IsUpper(character):
			capital, letter = true, true
		case unicode.IsPunct(character), unicode.IsSymbol(character):
			special = true
		case unicode.IsLetter(character), character == ' ':
			letter = true
		}
	}
	return len(password) >= 8 && digit && capital && letter && special
}
