using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Channels;

/// <summary>The company's WhatsApp numbers. A number's token goes in and never comes out again.</summary>
internal static class NumberEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var numbers = api.MapGroup("/channels/whatsapp").WithTags("Channels");
        numbers.MapGet("", List).Requires(Permission.TenantRead).WithSummary("Connected WhatsApp numbers.");
        numbers.MapPut("/{phoneNumberId}", Connect).Requires(Permission.ChannelsManage)
            .WithSummary("Connects a WhatsApp number, or changes its token. A number belongs to one company.");
    }

    private static async Task<Results<Ok<Page<ConnectedNumber>>, ProblemHttpResult>> List(ApiCall call)
    {
        if (await call.Grain<ITenantGrain>("tenant").Get() is not { } tenant) return Problems.NotFound(call);
        // Numbers stand in the company: its version is theirs.
        call.Tag(tenant.Version);
        return TypedResults.Ok(new Page<ConnectedNumber>(tenant.Numbers, null));
    }

    private static async Task<Results<Ok<ConnectedNumber>, ProblemHttpResult>> Connect(
        string phoneNumberId, ConnectRequest request, ApiCall call, ISecretProtector secrets)
    {
        var check = new Check(call.Http);
        if (phoneNumberId.Length is 0 or > 32 || !phoneNumberId.All(char.IsAsciiDigit)) check.Add("phoneNumberId", "field.digits");
        var token = check.Required("accessToken", request.AccessToken, 2048);
        var display = check.Required("displayPhoneNumber", request.DisplayPhoneNumber, 32);
        var business = check.Required("businessAccountId", request.BusinessAccountId, 32);
        if (business.Length > 0 && !business.All(char.IsAsciiDigit)) check.Add("businessAccountId", "field.digits");
        if (check.Failed) return check.Problem();

        if (call.ExpectedVersion is { } seen && await call.Grain<ITenantGrain>("tenant").Get() is { } now && now.Version != seen)
            return Problems.Stale(call);
        // The claim comes first: only its owner ever writes to the number's own grain.
        var claim = await call.Grains.GetGrain<INumberOwnerGrain>(TenantKey.Format(TenantKey.Platform, phoneNumberId))
            .Claim(Id.New(call.Clock), call.Tenant);
        if (claim.Refusal == Refusal.Taken) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "number_taken");
        if (!claim.Accepted) return Problems.Refused(call, claim);

        await call.Grain<IWhatsAppNumberGrain>(phoneNumberId).Connect(new NumberCredentials(secrets.Protect(token)), business);
        var number = new ConnectedNumber(phoneNumberId, display, business);
        var outcome = await call.Guarded<ITenantGrain>("tenant").ConnectNumber(Id.New(call.Clock), number);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Ok(number);
    }
}

/// <summary>Connects a number.</summary>
/// <param name="AccessToken">The number's permanent token; kept protected.</param>
/// <param name="DisplayPhoneNumber">As customers see it.</param>
/// <param name="BusinessAccountId">The WhatsApp business account.</param>
internal sealed record ConnectRequest(string? AccessToken, string? DisplayPhoneNumber, string? BusinessAccountId);
