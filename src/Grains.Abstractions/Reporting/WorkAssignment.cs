using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Reporting;

/// <summary>Gives one kind of work to people. One implementation a kind; the command behind it decides whether whoever acts may.</summary>
public interface IWorkAssignment
{
    /// <summary>The kind's word: <c>conversation</c> or <c>lead</c>.</summary>
    string Kind { get; }

    /// <summary>Whether the rules choose a person; otherwise what is left to them waits for whoever takes it.</summary>
    bool RulesChoose { get; }

    /// <summary>Gives a piece of work to a person.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="commandId">Makes a repeat harmless.</param>
    /// <param name="id">The piece of work.</param>
    /// <param name="userId">To whom; null leaves it to the rules.</param>
    /// <param name="from">From whom it is taken, who is not given it again by the rules; null for whoever has it.</param>
    /// <param name="byUserId">Who says so.</param>
    Task<Outcome> Assign(string tenant, string commandId, string id, string? userId, string? from, string byUserId);

    /// <summary>Whose a piece of work is; null for nobody's, and for one that is not there.</summary>
    Task<string?> OwnerOf(string tenant, string id);

    /// <summary>Somebody's open work, page by page.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<string>> OpenOf(string tenant, string userId, string? cursor, int limit, CancellationToken ct);
}
