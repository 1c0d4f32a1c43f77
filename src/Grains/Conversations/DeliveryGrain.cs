using Microsoft.Extensions.Logging;
using Orleans.Placement;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Channels;
using SalesFlow.Grains.Templates;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Conversations;

/// <summary>Sends for one conversation, in a queue of its own, so that the conversation never waits for a channel. Keeps nothing: the outbox decides.</summary>
[GrainType("delivery")]
[PreferLocalPlacement]
public sealed partial class DeliveryGrain(
    IMessageChannel channel, NumberPacer pacer, TenantViews tenants, TimeProvider clock, ILogger<DeliveryGrain> logger) : Grain, IDeliveryGrain
{
    private const int RecordTries = 4;

    /// <inheritdoc/>
    public async Task Run(SendOrder? order)
    {
        var key = this.GetPrimaryKeyString();
        var conversation = GrainFactory.GetGrain<IConversationGrain>(key);
        order ??= await conversation.TakeNextSend();
        while (order is not null)
        {
            var result = await Attempt(TenantKey.Parse(key).Tenant, order);
            order = await Record(conversation, order, result);
        }
    }

    private async Task<SendResult> Attempt(string tenant, SendOrder order)
    {
        if (await tenants.Get(tenant) is { Profile.Suspended: true })
            return new SendResult(SendResultKind.NumberStopped, Reason: "tenant_suspended", RetryAfter: TimeSpan.FromMinutes(5));
        var number = GrainFactory.GetGrain<IWhatsAppNumberGrain>(TenantKey.Format(tenant, order.PhoneNumberId));
        if (await pacer.Credentials(tenant, order.PhoneNumberId) is not { } credentials)
            return new SendResult(SendResultKind.NumberStopped, Reason: "number_stopped", RetryAfter: TimeSpan.FromMinutes(5));
        // Decided at the moment of sending: it may have been paused while the message waited.
        if (await UnfitTemplate(tenant, order) is { } unfit) return unfit;
        if (order.OutsideWindow && order.Content.Kind == OutboundKind.Template
            && !await GrainFactory.GetGrain<IPortfolioGrain>(TenantKey.Format(tenant, order.BusinessAccountId)).Admit(order.To ?? order.Bsuid ?? order.ConversationId))
            return new SendResult(SendResultKind.Delay, Reason: "portfolio_limit", RetryAfter: TimeSpan.FromHours(1));
        await pacer.Take(tenant, order.PhoneNumberId);

        SendResult result;
        try
        {
            result = await channel.Send(order, credentials, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The channel answers its own failures; an exception is a bug of ours, and whether anything left is unknown.
            ChannelThrew(logger, e);
            result = new SendResult(SendResultKind.Unknown, Reason: "exception");
        }
        if (order.Content.Template is { } refused) await HeedRefusal(tenant, order, refused, result.ErrorCode);
        if (result.Kind == SendResultKind.NumberStopped)
        {
            pacer.Forget(tenant, order.PhoneNumberId);
            await number.Stop(result.Reason ?? "stopped");
        }
        else if (result.Reason == "throughput")
        {
            await number.SlowDown();
        }
        return result;
    }

    /// <summary>The refusal of a template that Meta is known not to let through; null for everything else, and where nothing is known of it.</summary>
    private async Task<SendResult?> UnfitTemplate(string tenant, SendOrder order) =>
        order.Content is { Kind: OutboundKind.Template, Template: { } template }
        && await TemplateStandings.Find(GrainFactory, tenant, order.BusinessAccountId, template.Name, template.Language) is { Listing: { Sendable: false, Status: var status } }
            ? new SendResult(SendResultKind.Failed, Reason: TemplateRefusals.ReasonOf(status))
            : null;

    /// <summary>A refusal may tell of a template what no webhook has told yet.</summary>
    private async Task HeedRefusal(string tenant, SendOrder order, TemplateMessage template, int? errorCode)
    {
        var command = $"send:{order.MessageId}:{order.Attempt}";
        if (TemplateRefusals.StatusOf(errorCode) is { } status
            && await TemplateStandings.Find(GrainFactory, tenant, order.BusinessAccountId, template.Name, template.Language) is { Listing: var known })
        {
            await TemplateNews.Tell(
                GrainFactory, tenant, command,
                [new TemplateSighting(order.BusinessAccountId, template.Name, template.Language, clock.GetUtcNow(), known.MetaId, status)]);
        }
        else if (TemplateRefusals.StatusOf(errorCode) is not null || TemplateRefusals.ShowsOldNews(errorCode))
        {
            // The account's list tells what it is.
            await GrainFactory.GetGrain<ITemplateAccountGrain>(TenantKey.Format(tenant, order.BusinessAccountId)).Sync(command);
        }
    }

    /// <summary>The outcome is known only here: it is told again and again for a while before the conversation's own timer has to doubt.</summary>
    private async Task<SendOrder?> Record(IConversationGrain conversation, SendOrder order, SendResult result)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await conversation.RecordSend(order.MessageId, order.Attempt, result);
            }
            catch (Exception e) when (tries < RecordTries)
            {
                RecordFailed(logger, tries, e);
                await Task.Delay(TimeSpan.FromMilliseconds(200 * tries * tries), clock);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A channel threw instead of answering.")]
    private static partial void ChannelThrew(ILogger logger, Exception e);

    [LoggerMessage(2, LogLevel.Warning, "The outcome of a send could not be recorded (try {Tries}).")]
    private static partial void RecordFailed(ILogger logger, int tries, Exception e);
}
