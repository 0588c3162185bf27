package cloudcontrol

// Reservation of an address in a VLAN, in the form of API 2.9.
type Reservation struct {
	IPAddress   string `json:"ipAddress"`
	VLANID      string `json:"vlanId"`
	Description string `json:"description"`
}

// AddressKind is IPv4 or IPv6.
type AddressKind struct{ name, reserve, unreserve, list, key string }

// The kinds of addresses.
var (
	PrivateIPv4 = AddressKind{"private IPv4 address",
		"network/reservePrivateIpv4Address", "network/unreservePrivateIpv4Address", "network/reservedPrivateIpv4Address", "ipv4"}
	IPv6 = AddressKind{"IPv6 address",
		"network/reserveIpv6Address", "network/unreserveIpv6Address", "network/reservedIpv6Address", "reservedIpv6Address"}
)

func (client *Client) ReserveAddress(kind AddressKind, reservation Reservation) error {
	_, err := client.change("reserve "+kind.name+" "+reservation.IPAddress, "2.9", kind.reserve, reservation, OK)
	return err
}

func (client *Client) UnreserveAddress(kind AddressKind, reservation Reservation) error {
	_, err := client.change("unreserve "+kind.name+" "+reservation.IPAddress, "2.9", kind.unreserve, reservation, OK)
	return err
}

// ReservedAddresses of a VLAN: they include those of NICs, and only the first page is read.
func (client *Client) ReservedAddresses(kind AddressKind, vlanID string) ([]Reservation, error) {
	return page[Reservation](client, kind.name+" of VLAN "+vlanID, "2.9", kind.list+query("vlanId", vlanID), kind.key)
}
