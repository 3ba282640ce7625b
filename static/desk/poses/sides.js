// Right and left.

const SIDED = /^(right|left)_/;

/** The joint and that of the other side; the joint alone where there is one of it. */
export function pairOf(joint) {
  if (!SIDED.test(joint)) return [joint];
  return ["right", "left"].map((side) => joint.replace(SIDED, `${side}_`));
}

/** Whether a joint is on this side, or in the middle. */
export function isOn(side, joint) {
  return !SIDED.test(joint) || joint.startsWith(side);
}

/** Which sides to move at first: sides that differ are not made alike without being asked. */
export function sidesOf({ angles }) {
  const isEven = Object.keys(angles)
    .map((joint) => pairOf(joint).map((name) => JSON.stringify(angles[name])))
    .every(([one, other = one]) => one === other);
  return isEven ? "both" : "right";
}
