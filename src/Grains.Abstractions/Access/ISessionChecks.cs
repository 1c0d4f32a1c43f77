using System.Security.Claims;

namespace SalesFlow.Access;

/// <summary>Whether what a validated token or key stands for still holds. Answers come from this process's copies, at most five seconds old.</summary>
public interface ISessionChecks
{
    /// <summary>Whether the session stands, the user is active and has the same role, or the key is not revoked.</summary>
    ValueTask<bool> Holds(ClaimsPrincipal principal);
}
