namespace SalesFlow.Channels;

/// <summary>The templates that a business account may send outside the customer-service window.</summary>
public interface IMessageTemplates
{
    /// <summary>The approved ones, by name; at most 100. Copies may be five minutes old. Null where the channel could not be asked.</summary>
    Task<IReadOnlyList<ApprovedTemplate>?> Approved(string businessAccountId, NumberCredentials credentials, CancellationToken ct);
}

/// <summary>An approved template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Language">Its language, such as <c>ar</c>.</param>
/// <param name="Category"><c>marketing</c>, <c>utility</c> or <c>authentication</c>.</param>
/// <param name="Body">The body with places such as <c>{{1}}</c>, or null.</param>
/// <param name="Code">The code under which it is one of the company's own, to be sent with named values; null for one made elsewhere.</param>
public sealed record ApprovedTemplate(string Name, string Language, string Category, string? Body, string? Code = null);
