using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SalesFlow.Access;

namespace SalesFlow.Realtime;

/// <summary>
/// Closes the connections whose session has ended, whose user was deactivated or has another role: a token is checked when a connection begins, and
/// this every three seconds from then on. The client comes back, if it still may, and resumes by number.
/// </summary>
internal sealed partial class SessionWatch(TimeProvider clock, ILogger<SessionWatch> logger, ISessionChecks? checks = null) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, (ClaimsPrincipal User, Action Close)> _connections = new(StringComparer.Ordinal);

    /// <summary>Watches a connection.</summary>
    public void Add(string connection, ClaimsPrincipal user, Action close) => _connections[connection] = (user, close);

    /// <summary>Watches it no longer.</summary>
    public void Remove(string connection) => _connections.TryRemove(connection, out _);

    /// <summary>One round.</summary>
    public async Task Check()
    {
        if (checks is null) return;
        foreach (var (id, connection) in _connections)
        {
            if (await checks.Holds(connection.User)) continue;
            Remove(id);
            connection.Close();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Check();
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogCheckFailed(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The sessions of live connections could not be checked ({Kind}); the next round tries again.")]
    private partial void LogCheckFailed(string kind);
}
