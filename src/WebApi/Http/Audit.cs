using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Http;

/// <summary>Writes what somebody did that changed no entity into their company's audit log.</summary>
internal static class Audit
{
    /// <summary>An entry signed by the caller. Details are stable words and counts, never secrets.</summary>
    public static Task Record(ApiCall call, string action, string entityType, string? entityId, params (string Name, string Value)[] details) =>
        RecordOnce(call, Id.New(call.Clock), action, entityType, entityId, details);

    /// <summary>The same, of something that a command did: a repeat of the command is not told again.</summary>
    public static Task RecordOnce(
        ApiCall call, string command, string action, string entityType, string? entityId, params (string Name, string Value)[] details) =>
        call.Grain<IAuditGrain>("audit").Record(
            command,
            new AuditEntry(action, entityType, entityId, details.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal)));
}
