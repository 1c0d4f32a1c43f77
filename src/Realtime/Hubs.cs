using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>A hub over the tenant's feed. The tenant and the role come from the token; a client can ask for nothing else.</summary>
[Authorize]
internal abstract class FeedHub(LiveRelay relay, SessionWatch sessions, IHostApplicationLifetime lifetime) : Hub
{
    private const string Subscription = "subscription";

    /// <summary>
    /// Begins to send what comes after a number; -1 means from now on. Called again on the same connection it starts over there. Answers the
    /// head: what is at or below it is a catch-up, what is above it is live.
    /// </summary>
    public async Task<long> Subscribe(long afterSeq)
    {
        var tenant = Context.User?.FindFirstValue("tenant_id") ?? throw new HubException("The token names no tenant.");
        await End();
        var client = new HubClient(Clients.Caller, Context.Abort);
        var shows = Shows(Context.User?.FindFirstValue("role"));
        var (connection, head) = await relay.Join(tenant, afterSeq, client, shows, Context.ConnectionAborted);
        Context.Items[Subscription] = (tenant, connection);
        connection.Start();
        // A client that went meanwhile has had its last word already: nobody else would take the connection away.
        if (Context.ConnectionAborted.IsCancellationRequested) await End();
        return head;
    }

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        if (Context.User is { } user) sessions.Add(Context.ConnectionId, user, Context.Abort);
        // It came through the door just before it was shut, and too late to be among those that were closed.
        if (lifetime.ApplicationStopping.IsCancellationRequested) Context.Abort();
        return base.OnConnectedAsync();
    }

    /// <inheritdoc/>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        sessions.Remove(Context.ConnectionId);
        await End();
        await base.OnDisconnectedAsync(exception);
    }

    /// <summary>What this hub shows to a role.</summary>
    protected abstract Func<FeedItem, bool> Shows(string? role);

    private async Task End()
    {
        if (!Context.Items.Remove(Subscription, out var held) || held is not (string tenant, LiveConnection connection)) return;
        await relay.Leave(tenant, connection);
    }

    private sealed class HubClient(IClientProxy caller, Action abort) : ILiveClient
    {
        public Task Event(LiveEvent e, CancellationToken ct) => caller.SendAsync("Event", e, ct);

        public Task Reset(long seq, CancellationToken ct) => caller.SendAsync("Reset", seq, ct);

        public void Close() => abort();
    }
}

/// <summary>Leads, deals, meetings, commissions, the company.</summary>
internal sealed class PipelineHub(LiveRelay relay, SessionWatch sessions, IHostApplicationLifetime lifetime) : FeedHub(relay, sessions, lifetime)
{
    protected override Func<FeedItem, bool> Shows(string? role) => Visibility.OfPipeline(role);
}

/// <summary>Conversations, contacts, the leads behind them, and for those who lead a team its clocks, alarms and verdicts.</summary>
internal sealed class InboxHub(LiveRelay relay, SessionWatch sessions, IHostApplicationLifetime lifetime) : FeedHub(relay, sessions, lifetime)
{
    protected override Func<FeedItem, bool> Shows(string? role) => Visibility.OfInbox(role);
}
