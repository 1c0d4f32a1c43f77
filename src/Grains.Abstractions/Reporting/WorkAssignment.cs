using SalesFlow.Common;

namespace SalesFlow.Reporting;

/// <summary>Gives one kind of work to people. One implementation a kind; the command behind it decides whether whoever acts may.</summary>
public interface IWorkAssignment
{
    /// <summary>The kind's word: <c>conversation</c>.</summary>
    string Kind { get; }

    /// <summary>Gives a piece of work to a person.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="commandId">Makes a repeat harmless.</param>
    /// <param name="id">The piece of work.</param>
    /// <param name="userId">To whom.</param>
    /// <param name="byUserId">Who says so.</param>
    Task<Outcome> Assign(string tenant, string commandId, string id, string userId, string byUserId);
}
