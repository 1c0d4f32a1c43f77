using System.Runtime.CompilerServices;

namespace SalesFlow.Testing;

/// <summary>Waits for a condition with a limit, never for a time. What is slow is not broken: others use the same cores.</summary>
public static class Waiting
{
    /// <summary>The limit where a test gives none.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until it holds.</summary>
    /// <exception cref="TimeoutException">It did not within the limit; the message names the condition.</exception>
    public static Task Eventually(
        Func<bool> condition, TimeSpan? limit = null, Func<string>? otherwise = null, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        Eventually(() => Task.FromResult(condition()), limit, otherwise, what);

    /// <summary>Asks until it holds, at first often and then ten times a second, so that waiting takes nothing from what is waited for.</summary>
    /// <param name="condition">What is asked.</param>
    /// <param name="limit">How long; <see cref="Limit"/> unless given.</param>
    /// <param name="otherwise">Says how far it came.</param>
    /// <param name="what">The condition in words; its source unless given.</param>
    /// <exception cref="TimeoutException">It did not within the limit; the message names the condition.</exception>
    public static async Task Eventually(
        Func<Task<bool>> condition, TimeSpan? limit = null, Func<string>? otherwise = null, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var pause = FirstPause; !await condition(); pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
        {
            if (clock.Elapsed > (limit ?? Limit)) throw new TimeoutException($"Not within {limit ?? Limit}: {otherwise?.Invoke() ?? what}");
            await Task.Delay(pause);
        }
    }

    /// <summary>Reads until there is something, and gives it.</summary>
    /// <exception cref="TimeoutException">There was nothing within the limit; the message names what was read.</exception>
    public static async Task<T> Eventually<T>(
        Func<Task<T?>> read, TimeSpan? limit = null, Func<string>? otherwise = null, [CallerArgumentExpression(nameof(read))] string? what = null) where T : class
    {
        T? found = null;
        await Eventually(async () => (found = await read()) is not null, limit, otherwise, what);
        return found!;
    }
}
