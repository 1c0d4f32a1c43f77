using System.Net;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tests;

public sealed class ClientNetworkTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void One_customers_addresses_are_counted_as_one(string address, string network) =>
        Assert.Equal(network, ClientNetwork.Of(IPAddress.Parse(address)));

    [Fact]
    public void What_has_no_address_is_counted_as_one_too() => Assert.Equal("unknown", ClientNetwork.Of((IPAddress?)null));
}
