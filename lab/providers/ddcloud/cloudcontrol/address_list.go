package cloudcontrol

// AddressList in the form of API 2.2.
type AddressList struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	IPVersion   string         `json:"ipVersion"`
	Addresses   []AddressEntry `json:"ipAddress"`
	Children    []Reference    `json:"childIpAddressList"`
}

// AddressEntry is an address, a range (with End) or a network (with PrefixSize).
type AddressEntry struct {
	Begin      string  `json:"begin"`
	End        *string `json:"end,omitempty"`
	PrefixSize *int    `json:"prefixSize,omitempty"`
}

// AddressListCreation is the body of createIpAddressList; nil fields are sent as null.
type AddressListCreation struct {
	Name            string         `json:"name"`
	Description     string         `json:"description"`
	IPVersion       string         `json:"ipVersion"`
	NetworkDomainID string         `json:"networkDomainId"`
	Addresses       []AddressEntry `json:"ipAddress"`
	ChildIDs        []string       `json:"childIpAddressListId"`
}

// AddressListEdit is the body of editIpAddressList, which replaces every field that it names.
type AddressListEdit struct {
	ID          string         `json:"id"`
	Description string         `json:"description"`
	Addresses   []AddressEntry `json:"ipAddress"`
	ChildIDs    []string       `json:"childIpAddressListId"`
}

// Edit returns an edit that changes nothing yet.
func (list *AddressList) Edit() AddressListEdit {
	return AddressListEdit{list.ID, list.Description, list.Addresses, ids(list.Children)}
}

func (client *Client) CreateAddressList(list AddressListCreation) (string, error) {
	return client.made("create IP address list "+list.Name, "2.2", "network/createIpAddressList", list, "ipAddressListId", OK)
}

func (client *Client) AddressList(id string) (*AddressList, error) {
	return find[AddressList](client, "IP address list "+id, "2.2", "network/ipAddressList/"+id)
}

// FindAddressList searches by name in a network domain.
func (client *Client) FindAddressList(name, networkDomainID string) (*AddressList, error) {
	operation := "network/ipAddressList" + query("networkDomainId", networkDomainID, "name", name)
	found, err := page[AddressList](client, "IP address list "+name, "2.2", operation, "ipAddressList")
	return only("IP address list "+name, found, err)
}

func (client *Client) EditAddressList(edit AddressListEdit) error {
	_, err := client.change("edit IP address list "+edit.ID, "2.2", "network/editIpAddressList", edit, OK)
	return err
}

func (client *Client) DeleteAddressList(id string) error {
	_, err := client.change("delete IP address list "+id, "2.2", "network/deleteIpAddressList", byID{id}, OK)
	return err
}

func ids(references []Reference) []string {
	all := make([]string, len(references))
	for i, reference := range references {
		all[i] = reference.ID
	}
	return all
}
