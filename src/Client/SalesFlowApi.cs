using System.Globalization;
using System.Runtime.CompilerServices;

namespace SalesFlow.Client;

/// <summary>
/// The SalesFlow API as one object. Signs in, keeps its tokens fresh, puts an <c>Idempotency-Key</c> on every POST, and waits where the product asks it to.
/// Safe for use by several threads. What the product refuses comes as a <see cref="SalesFlowException"/>.
/// </summary>
public sealed partial class SalesFlowApi : IDisposable
{
    private readonly SalesFlowHandler _handler;
    private readonly HttpClient _client;

    /// <summary>A client that sends through another one.</summary>
    /// <param name="http">Knows the product's address (<see cref="HttpClient.BaseAddress"/>); stays the caller's to dispose.</param>
    /// <param name="options">How it behaves; the usual way unless given.</param>
    /// <exception cref="ArgumentException">Thrown where <paramref name="http"/> has no address.</exception>
    public SalesFlowApi(HttpClient http, SalesFlowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _handler = new SalesFlowHandler(http, options ?? new SalesFlowOptions());
        _client = new HttpClient(_handler)
        {
            BaseAddress = http.BaseAddress ?? throw new ArgumentException("Set BaseAddress to the product's address.", nameof(http)),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether tokens or a key are at hand.</summary>
    public bool IsSignedIn => _handler.Tokens is not null;

    /// <summary>Signs in. From now on every request carries the token, which is exchanged for a new one when it has ended.</summary>
    public async Task<SignedIn> SignInAsync(string email, string password, CancellationToken cancellationToken = default) =>
        Enter(await Auth.PostLoginAsync(new LoginRequest { Email = email, Password = password }, cancellationToken: cancellationToken).ConfigureAwait(false));

    /// <summary>Registers a company with its owner, and signs the owner in.</summary>
    public async Task<SignedIn> RegisterAsync(RegisterRequest request, CancellationToken cancellationToken = default) =>
        Enter(await Auth.PostRegisterAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false));

    /// <summary>Uses an API key instead of a person's tokens.</summary>
    /// <param name="key">As it was shown once: <c>sf_live_…</c>.</param>
    public void UseKey(string key) => _handler.Tokens = new SessionTokens(key, null);

    /// <summary>Goes on with tokens that were kept, such as those of an earlier run.</summary>
    public void UseTokens(string accessToken, string refreshToken) => _handler.Tokens = new SessionTokens(accessToken, refreshToken);

    /// <summary>Ends the session and forgets its tokens.</summary>
    public async Task SignOutAsync(CancellationToken cancellationToken = default)
    {
        await Auth.PostLogoutAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        _handler.Tokens = null;
    }

    /// <summary>All items of a list, page after page, asked for as they are needed.</summary>
    /// <param name="read">Reads the page at a cursor; null is the first.</param>
    /// <param name="items">The items of a page.</param>
    /// <param name="next">The cursor of the page after, or null after the last.</param>
    /// <param name="cancellationToken">Stops between pages and within one.</param>
    /// <typeparam name="TPage">The page's type, such as <c>PageOfLeadRowView</c>.</typeparam>
    /// <typeparam name="TItem">The item's type.</typeparam>
    /// <example><c>api.All((cursor, stop) => api.Leads.ListAsync(cursor: cursor, cancellationToken: stop), p => p.Items, p => p.Next)</c></example>
    public static async IAsyncEnumerable<TItem> All<TPage, TItem>(
        Func<string?, CancellationToken, Task<TPage>> read, Func<TPage, IEnumerable<TItem>> items, Func<TPage, string?> next,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(next);
        string? cursor = null;
        do
        {
            var page = await read(cursor, cancellationToken).ConfigureAwait(false);
            foreach (var item in items(page)) yield return item;
            cursor = next(page);
        }
        while (cursor is not null);
    }

    /// <summary>What <c>If-Match</c> wants for a version that was read.</summary>
    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Lets its own parts go; the client that it was made with stays.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private SignedIn Enter(SignedIn signedIn)
    {
        _handler.Tokens = new SessionTokens(signedIn.AccessToken, signedIn.RefreshToken);
        return signedIn;
    }
}
