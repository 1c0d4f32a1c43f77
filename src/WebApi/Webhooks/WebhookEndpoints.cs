using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;
using SalesFlow.Webhooks;

namespace SalesFlow.WebApi.Webhooks;

/// <summary>Webhooks: events sent to a customer's own program. A secret is told once, when it is made.</summary>
internal static class WebhookEndpoints
{
    private const int SecretBytes = 32;

    // Each event is kept once for each that wants it.
    private const int MostWebhooks = 50;
    private const string TestType = "webhook.test";

    public static void Map(RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks").Requires(Permission.IntegrationsManage);
        webhooks.MapGet("", List).WithSummary("Webhooks, newest first.");
        webhooks.MapPost("", Create).WithSummary("Sets a webhook up, and tells its signing secret this once.");
        webhooks.MapGet("/event-types", EventTypes).WithSummary("The names of events that can be sent.");
        webhooks.MapGet("/{id}", Get).WithSummary("One webhook.");
        webhooks.MapPut("/{id}", Update).WithSummary("Changes a webhook; absent fields stay as they are.");
        webhooks.MapDelete("/{id}", Delete).WithSummary("Removes a webhook, and what waits for it.");
        webhooks.MapPost("/{id}/rotate-secret", Rotate).WithSummary("Gives a new secret; the former one signs beside it for a day.");
        webhooks.MapPost("/{id}/enable", Enable).WithSummary("Sends again, what waits first.");
        webhooks.MapPost("/{id}/disable", (string id, ApiCall call) => Change(id, call, w => w.Disable(call.CommandId("webhook.disable:" + id), "by_hand")))
            .WithSummary("Stops sending. What happens meanwhile waits.");
        webhooks.MapPost("/{id}/test", Test).WithSummary("Sends a webhook.test message.");
        webhooks.MapGet("/{id}/deliveries", Deliveries).WithSummary("What was or will be sent, newest first.");
        webhooks.MapGet("/{id}/deliveries/{deliveryId}", Delivery).WithSummary("One delivery with its body and its attempts.");
        webhooks.MapPost("/{id}/deliveries/{deliveryId}/replay", Replay).WithSummary("Sends one delivery again, under the same webhook-id.");
        webhooks.MapPost("/{id}/replay-failed", ReplayFailed).WithSummary("Sends again everything that was given up.");
    }

    private static Task<Results<Ok<Page<WebhookRowView>>, ProblemHttpResult>> List(
        ApiCall call, IWebhookDeliveries lists, int? limit = null, string? cursor = null) =>
        new ListQuery(call, limit, cursor).Answer((size, after) => lists.Webhooks(call.Tenant, after, size, call.Aborted));

    private static async Task<Results<Created<WebhookSecretResponse>, ProblemHttpResult>> Create(
        WebhookRequest request, ApiCall call, IWebhookDeliveries lists, IFeedReader feed, ISecretProtector secrets, IWebhookAddresses addresses)
    {
        var check = new Check(call.Http);
        var url = check.Required("url", request.Url, 2048);
        var name = check.Line("name", request.Name, 255) is { Length: > 0 } given ? given
            : Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host
            : url;
        if (url.Length > 0 && addresses.Wrong(url) is { } wrong) check.Add("url", "field." + wrong);
        if (request.Types is not { Count: > 0 }) check.Add("types", "field.required");
        if (check.Failed) return check.Problem();
        var command = call.CommandId("webhook.create");
        var id = Id.Named("webhook", command);
        var webhook = call.Grain<IWebhookGrain>(id);
        if (await webhook.Get() is null && (await lists.Webhooks(call.Tenant, null, MostWebhooks, call.Aborted)).Items.Count >= MostWebhooks)
            return Problems.Refused(call, new Outcome(Refusal.LimitReached, 0, "webhooks"));
        // Named after the command, so that the repeat of a request whose answer was lost tells the same secret.
        var secret = call.IdempotencyKey is null ? NewSecret() : SecretOf(secrets, call.Tenant, command);
        var outcome = await webhook.Create(
            command, new NewWebhook(url, name, request.Types!, secrets.Protect(secret), await feed.Head(call.Tenant, call.Aborted)));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("webhook", id, outcome.Version);
        call.Tag(outcome.Version);
        return TypedResults.Created($"/api/v1/webhooks/{id}", new WebhookSecretResponse(id, secret));
    }

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IWebhookGrain>(id).Get() is not { } webhook) return Problems.NotFound(call);
        call.Tag(webhook.Version);
        return TypedResults.Ok(webhook);
    }

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Update(
        string id, WebhookRequest request, ApiCall call, IWebhookAddresses addresses)
    {
        var check = new Check(call.Http);
        var url = request.Url is null ? null : check.Required("url", request.Url, 2048);
        if (url is { Length: > 0 } && addresses.Wrong(url) is { } wrong) check.Add("url", "field." + wrong);
        var name = check.NameChange("name", request.Name, 255);
        if (check.Failed) return check.Problem();
        return await Change(
            id, call, w => w.Update(call.CommandId("webhook.update:" + id), new UpdateWebhook(url, name, request.Types), call.ExpectedVersion));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IWebhookGrain>(id).Delete(call.CommandId("webhook.delete:" + id), call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("webhook", id, outcome.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<WebhookSecretResponse>, ProblemHttpResult>> Rotate(string id, ApiCall call, ISecretProtector secrets)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var command = call.CommandId("webhook.rotate:" + id);
        var secret = call.IdempotencyKey is null ? NewSecret() : SecretOf(secrets, call.Tenant, command);
        var outcome = await call.Guarded<IWebhookGrain>(id).RotateSecret(command, secrets.Protect(secret));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Ok(new WebhookSecretResponse(id, secret));
    }

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Enable(string id, ApiCall call, IWebhookDeliveries lists)
    {
        var answer = await Change(id, call, w => w.Enable(call.CommandId("webhook.enable:" + id)));
        if (answer.Result is Ok<WebhookView>) await lists.Wake(call.Tenant, id, call.Aborted);
        return answer;
    }

    private static async Task<Results<Accepted<DeliveryAccepted>, ProblemHttpResult>> Test(string id, ApiCall call, IWebhookDeliveries lists)
    {
        if (!Key.Fits(id) || await call.Grain<IWebhookGrain>(id).Get() is null) return Problems.NotFound(call);
        var delivery = "msg_" + Id.Named("webhook.test", call.CommandId("webhook.test:" + id));
        await lists.QueueTest(call.Tenant, id, delivery, call.Aborted);
        return TypedResults.Accepted($"/api/v1/webhooks/{id}/deliveries/{delivery}", new DeliveryAccepted(delivery));
    }

    private static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> Deliveries(
        string id, ApiCall call, IWebhookDeliveries lists, string? state = null, int? limit = null, string? cursor = null)
    {
        if (!Key.Fits(id) || await call.Grain<IWebhookGrain>(id).Get() is null) return Problems.NotFound(call);
        var query = new ListQuery(call, limit, cursor);
        var only = query.Word<DeliveryState>("state", state);
        return await query.Answer((size, after) => lists.Deliveries(call.Tenant, id, only, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<DeliveryDetail>, ProblemHttpResult>> Delivery(
        string id, string deliveryId, ApiCall call, IWebhookDeliveries lists)
    {
        if (!Key.Fits(id) || !Key.Fits(deliveryId) || await lists.Delivery(call.Tenant, id, deliveryId, call.Aborted) is not { } found)
            return Problems.NotFound(call);
        return Shows(call, found.Delivery) ? TypedResults.Ok(found) : Problems.Of(call.Http, StatusCodes.Status403Forbidden, "forbidden");
    }

    // The body is the event: whoever may not see it in the feed neither sees it here nor has it sent anywhere.
    private static bool Shows(ApiCall call, DeliveryView delivery) =>
        delivery.Type == TestType || EventVisibility.ShowsAll(call.Actor.Permissions, [delivery.Type]);

    private static async Task<Results<Accepted<DeliveryAccepted>, ProblemHttpResult>> Replay(
        string id, string deliveryId, ApiCall call, IWebhookDeliveries lists)
    {
        if (!Key.Fits(id) || !Key.Fits(deliveryId) || await lists.Delivery(call.Tenant, id, deliveryId, call.Aborted) is not { } found) return Problems.NotFound(call);
        if (!Shows(call, found.Delivery)) return Problems.Of(call.Http, StatusCodes.Status403Forbidden, "forbidden");
        // One that is being sent at this moment needs no second time.
        await lists.Replay(call.Tenant, id, deliveryId, call.Aborted);
        return TypedResults.Accepted($"/api/v1/webhooks/{id}/deliveries/{deliveryId}", new DeliveryAccepted(deliveryId));
    }

    private static async Task<Results<Ok<ReplayResponse>, ProblemHttpResult>> ReplayFailed(string id, ApiCall call, IWebhookDeliveries lists) =>
        !Key.Fits(id) || await call.Grain<IWebhookGrain>(id).Get() is not { } webhook ? Problems.NotFound(call)
        : !EventVisibility.ShowsAll(call.Actor.Permissions, webhook.Types) ? Problems.Of(call.Http, StatusCodes.Status403Forbidden, "forbidden")
        : TypedResults.Ok(new ReplayResponse(await lists.ReplayFailed(call.Tenant, id, call.Aborted)));

    private static Ok<Page<string>> EventTypes() => TypedResults.Ok(new Page<string>(
        [.. EventCatalog.Names.Where(n => EventVisibility.Of(n[..n.IndexOf('.', StringComparison.Ordinal)]) is not null).Order(StringComparer.Ordinal)], null));

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Change(string id, ApiCall call, Func<IWebhookGrain, Task<Outcome>> command)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await command(call.Guarded<IWebhookGrain>(id));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("webhook", id, outcome.Version);
        return await Get(id, call);
    }

    private static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    private static string SecretOf(ISecretProtector secrets, string tenant, string command) =>
        "whsec_" + Convert.ToBase64String(secrets.Derive($"webhook/{tenant}/{command}", SecretBytes));
}

/// <summary>A webhook to set up, or what to change of one.</summary>
/// <param name="Url">Where events are posted: https, at most 2,048 characters.</param>
/// <param name="Name">What people call it; the host unless given.</param>
/// <param name="Types">Names of events, <c>lead.*</c> for all of an entity, <c>*</c> for everything; 1 to 50.</param>
internal sealed record WebhookRequest(string? Url, string? Name, IReadOnlyList<string>? Types);

/// <summary>A secret, told this once.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Secret">Signs every message; begins with <c>whsec_</c>.</param>
internal sealed record WebhookSecretResponse(string Id, string Secret);

/// <summary>A delivery was queued.</summary>
internal sealed record DeliveryAccepted(string Id);

/// <summary>How many deliveries were queued again.</summary>
internal sealed record ReplayResponse(int Queued);
