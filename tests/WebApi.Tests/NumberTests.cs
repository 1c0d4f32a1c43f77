using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Channels;
using SalesFlow.Common;

namespace SalesFlow.WebApi.Tests;

public sealed class NumberTests : IAsyncLifetime
{
    private static readonly object Number = new { accessToken = "EAAG-secret", displayPhoneNumber = "+966 55 000 0000", businessAccountId = "900" };
    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_number_is_connected_and_its_token_never_comes_back()
    {
        var (owner, tokens) = await _api.Company();
        var answer = await owner.PutAsJsonAsync("/api/v1/channels/whatsapp/100", Number);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var list = await (await owner.GetAsync("/api/v1/channels/whatsapp")).Content.ReadAsStringAsync();
        Assert.Contains("\"100\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list + await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var kept = (await Kept(tokens.Text("tenantId"), "100"))!;
        Assert.DoesNotContain("secret", kept.ProtectedToken, StringComparison.Ordinal);
        Assert.Equal("EAAG-secret", _api.Services.GetRequiredService<ISecretProtector>().Unprotect(kept.ProtectedToken));
    }

    [Fact]
    public async Task A_number_belongs_to_one_company()
    {
        var (first, _) = await _api.Company();
        var (second, tokens) = await _api.Company();
        await first.PutAsJsonAsync("/api/v1/channels/whatsapp/101", Number);
        var answer = await second.PutAsJsonAsync("/api/v1/channels/whatsapp/101", Number);
        await answer.Problem(HttpStatusCode.Conflict, "number_taken");
        Assert.Null(await Kept(tokens.Text("tenantId"), "101"));
        Assert.Equal(HttpStatusCode.OK, (await first.PutAsJsonAsync("/api/v1/channels/whatsapp/101", Number)).StatusCode);
    }

    private Task<NumberCredentials?> Kept(string tenant, string number)
    {
        TenantScope.Enter(tenant);
        return _api.Grains.GetGrain<IWhatsAppNumberGrain>(TenantKey.Format(tenant, number)).GetCredentials();
    }

    [Theory]
    [InlineData("10a")]
    [InlineData("123456789012345678901234567890123")]
    public async Task What_is_no_number_id_is_refused(string id)
    {
        var (owner, _) = await _api.Company();
        var answer = await owner.PutAsJsonAsync("/api/v1/channels/whatsapp/" + id, Number);
        await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }
}
