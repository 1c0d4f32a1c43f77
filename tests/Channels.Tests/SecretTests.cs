using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SalesFlow.Channels.Security;
using SalesFlow.Channels.WhatsApp;

namespace SalesFlow.Channels.Tests;

public sealed class SecretTests
{
    private readonly SecretProtector _secrets = new(GraphDouble.SigningKey);

    [Theory]
    [InlineData("EAAG-token_123")]
    [InlineData("")]
    [InlineData("سرّ 🔑")]
    public void A_secret_comes_back_as_it_was(string secret)
    {
        var box = _secrets.Protect(secret);
        Assert.StartsWith("v1.", box, StringComparison.Ordinal);
        if (secret.Length > 0) Assert.DoesNotContain(secret, box, StringComparison.Ordinal);
        Assert.Equal(secret, new SecretProtector(GraphDouble.SigningKey).Unprotect(box));
    }

    [Fact]
    public void The_same_secret_never_looks_the_same() => Assert.NotEqual(_secrets.Protect("x"), _secrets.Protect("x"));

    [Fact]
    public void A_change_anywhere_is_noticed()
    {
        var box = _secrets.Protect("EAAG-token");
        for (var i = 0; i < box.Length; i++)
        {
            // The last character's low bits may be padding; every other bit counts.
            var other = box[i] == 'A' ? 'Q' : 'A';
            var altered = string.Concat(box.AsSpan(0, i), other.ToString(), box.AsSpan(i + 1));
            Assert.ThrowsAny<CryptographicException>(() => _secrets.Unprotect(altered));
        }
        foreach (var bad in new[] { "", "v1.", "v2." + box[3..], box[..20], "v1.*" }) Assert.ThrowsAny<CryptographicException>(() => _secrets.Unprotect(bad));
    }

    [Fact]
    public void Another_key_does_not_open_it() =>
        Assert.ThrowsAny<CryptographicException>(() => new SecretProtector("another signing key, just as long").Unprotect(_secrets.Protect("x")));

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    public void A_missing_or_short_key_is_named(string? key) =>
        Assert.Contains("SalesFlow:Auth:SigningKey", Assert.Throws<InvalidOperationException>(() => new SecretProtector(key)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("WhatsApp:GraphBaseUrl", "not an address")]
    [InlineData("WhatsApp:ApiVersion", "v23/../")]
    [InlineData("WhatsApp:Timeout", "00:00:00")]
    [InlineData("WhatsApp:MaxConnections", "0")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();
        using var services = new ServiceCollection().AddSalesFlowChannels(configuration).BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<WhatsAppOptions>>().Value);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }
}
