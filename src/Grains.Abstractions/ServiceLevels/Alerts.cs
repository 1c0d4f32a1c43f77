using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.ServiceLevels;

/// <summary>Whether somebody has taken notice of an alert that no entity of its own stands behind. Key: <c>tenant/{alert id}</c>.</summary>
[Alias("alert")]
public interface IAlertGrain : ITenantScoped
{
    /// <summary>Somebody has taken notice of the alert as it was raised last. Said again before it is raised anew, it changes nothing in lists.</summary>
    [Alias("Acknowledge")]
    [Requires(Permission.TeamManage)]
    Task<Outcome> Acknowledge(string commandId, string userId);
}

/// <summary>Somebody has taken notice of an alert.</summary>
[EventName("alert.acknowledged")]
public sealed record AlertAcknowledged(string UserId, DateTimeOffset At) : IDomainEvent;
