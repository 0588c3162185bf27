package cloudcontrol

// OperatingSystem of an image or a server.
type OperatingSystem struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Family      string `json:"family"`
}

// Guest describes the software of a machine.
type Guest struct {
	OperatingSystem OperatingSystem `json:"operatingSystem"`
	OSCustomization bool            `json:"osCustomization"`
}

// CPU of an image or a server.
type CPU struct {
	Count          int    `json:"count"`
	Speed          string `json:"speed"`
	CoresPerSocket int    `json:"coresPerSocket"`
}

// Image of the platform or of the customer.
type Image struct {
	ID              string           `json:"id"`
	Name            string           `json:"name"`
	DatacenterID    string           `json:"datacenterId"`
	Guest           Guest            `json:"guest"`
	CPU             CPU              `json:"cpu"`
	MemoryGB        int              `json:"memoryGb"`
	SCSIControllers []SCSIController `json:"scsiController"`
	// OfCustomer reports whether the organisation made it.
	OfCustomer bool `json:"-"`
}

// FindOSImage searches by exact name in a data centre. API operation: image/osImage.
func (client *Client) FindOSImage(name, datacenterID string) (*Image, error) {
	operation := "image/osImage" + query("name", name, "datacenterId", datacenterID)
	found, err := page[Image](client, "OS image "+name, "2.9", operation, "osImage")
	return only("OS image "+name, found, err)
}

func (client *Client) OSImage(id string) (*Image, error) {
	return find[Image](client, "OS image "+id, "2.5", "image/osImage/"+id)
}

// FindCustomerImage searches by exact name in a data centre. API operation: image/customerImage.
func (client *Client) FindCustomerImage(name, datacenterID string) (*Image, error) {
	operation := "image/customerImage" + query("name", name, "datacenterId", datacenterID)
	found, err := page[Image](client, "customer image "+name, "2.5", operation, "customerImage")
	image, err := only("customer image "+name, found, err)
	return ofCustomer(image), err
}

func (client *Client) CustomerImage(id string) (*Image, error) {
	image, err := find[Image](client, "customer image "+id, "2.5", "image/customerImage/"+id)
	return ofCustomer(image), err
}

// ofCustomer drops the disks: the published provider reads those of customer images under a wrong name, and so never
// sends them back.
func ofCustomer(image *Image) *Image {
	if image != nil {
		image.OfCustomer = true
		image.SCSIControllers = nil
	}
	return image
}
